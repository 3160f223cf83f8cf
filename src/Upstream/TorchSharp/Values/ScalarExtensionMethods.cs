namespace TorchSharp;

/// <summary>TorchSharp.ScalarExtensionMethods: numbers to scalars and back.</summary>
public static class ScalarExtensionMethods
{
    /// <summary>Wraps an integer.</summary>
    public static Scalar ToScalar(this int value) => value;

    /// <summary>Wraps an integer.</summary>
    public static Scalar ToScalar(this long value) => value;

    /// <summary>Wraps a floating-point number.</summary>
    public static Scalar ToScalar(this float value) => value;

    /// <summary>Wraps a floating-point number.</summary>
    public static Scalar ToScalar(this double value) => value;

    /// <summary>Wraps a truth value.</summary>
    public static Scalar ToScalar(this bool value) => value;

    /// <summary>Reads the number in single precision.</summary>
    public static float ToSingle(this Scalar value) => (float)Required(value).Number.AsDouble;

    /// <summary>Reads the number in double precision.</summary>
    public static double ToDouble(this Scalar value) => Required(value).Number.AsDouble;

    /// <summary>Reads the number as a 32-bit integer.</summary>
    public static int ToInt32(this Scalar value) => (int)Required(value).Number.AsLong;

    /// <summary>Reads the number as a 64-bit integer.</summary>
    public static long ToInt64(this Scalar value) => Required(value).Number.AsLong;

    /// <summary>Reads the number as a truth value: whether it is not zero.</summary>
    public static bool ToBoolean(this Scalar value) => Required(value).Number.AsDouble != 0;

    private static Scalar Required(Scalar value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value;
    }
}
