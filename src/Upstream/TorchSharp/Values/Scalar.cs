using TorchSharp.Native;

namespace TorchSharp;

/// <summary>TorchSharp.Scalar: a number handed to an operation; it keeps whether it was an integer.</summary>
public sealed class Scalar : IDisposable
{
    internal Scalar(NativeNumber number) => Number = number;

    internal NativeNumber Number { get; }

    /// <summary>Wraps an integer.</summary>
    public static implicit operator Scalar(byte value) => new(NativeNumber.From((long)value));

    /// <summary>Wraps an integer.</summary>
    public static implicit operator Scalar(sbyte value) => new(NativeNumber.From((long)value));

    /// <summary>Wraps an integer.</summary>
    public static implicit operator Scalar(short value) => new(NativeNumber.From((long)value));

    /// <summary>Wraps an integer.</summary>
    public static implicit operator Scalar(int value) => new(NativeNumber.From((long)value));

    /// <summary>Wraps an integer.</summary>
    public static implicit operator Scalar(long value) => new(NativeNumber.From(value));

    /// <summary>Wraps a floating-point number.</summary>
    public static implicit operator Scalar(float value) => new(NativeNumber.From((double)value));

    /// <summary>Wraps a floating-point number.</summary>
    public static implicit operator Scalar(double value) => new(NativeNumber.From(value));

    /// <summary>Wraps a truth value.</summary>
    public static implicit operator Scalar(bool value) => new(NativeNumber.From(value));

    /// <summary>Scalar.Dispose: nothing native is held here.</summary>
    public void Dispose()
    {
    }
}
