using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>A number as the shim takes it: the bits of a double, or an integer, so that int64 tensors stay int64.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeNumber
{
    private readonly long _bits;
    private readonly int _kind;

    private NativeNumber(long bits, int kind)
    {
        _bits = bits;
        _kind = kind;
    }

    internal static NativeNumber One => new(1, 1);

    internal bool IsFloating => _kind == 0;

    internal bool IsBoolean => _kind == 2;

    internal double AsDouble => IsFloating ? BitConverter.Int64BitsToDouble(_bits) : _bits;

    internal long AsLong => IsFloating ? (long)BitConverter.Int64BitsToDouble(_bits) : _bits;

    internal static NativeNumber From(double value) => new(BitConverter.DoubleToInt64Bits(value), 0);

    internal static NativeNumber From(long value) => new(value, 1);

    internal static NativeNumber From(bool value) => new(value ? 1 : 0, 2);
}
