namespace TorchSharp;

public static partial class torch
{
    /// <summary>torch.float16.</summary>
    public static readonly ScalarType float16 = ScalarType.Float16;

    /// <summary>torch.float32.</summary>
    public static readonly ScalarType float32 = ScalarType.Float32;

    /// <summary>torch.float64.</summary>
    public static readonly ScalarType float64 = ScalarType.Float64;

    /// <summary>torch.bfloat16.</summary>
    public static readonly ScalarType bfloat16 = ScalarType.BFloat16;

    /// <summary>torch.uint8.</summary>
    public static readonly ScalarType uint8 = ScalarType.Byte;

    /// <summary>torch.int8.</summary>
    public static readonly ScalarType int8 = ScalarType.Int8;

    /// <summary>torch.int16.</summary>
    public static readonly ScalarType int16 = ScalarType.Int16;

    /// <summary>torch.int32.</summary>
    public static readonly ScalarType int32 = ScalarType.Int32;

    /// <summary>torch.int64.</summary>
    public static readonly ScalarType int64 = ScalarType.Int64;

    /// <summary>torch.bool.</summary>
    public static readonly ScalarType @bool = ScalarType.Bool;

    /// <summary>torch.ScalarType: the kind of a tensor's elements; the numbers are libtorch's own.</summary>
    public enum ScalarType : sbyte
    {
        /// <summary>Unsigned, 8 bits.</summary>
        Byte = 0,

        /// <summary>Signed, 8 bits.</summary>
        Int8 = 1,

        /// <summary>Signed, 16 bits.</summary>
        Int16 = 2,

        /// <summary>Signed, 32 bits.</summary>
        Int32 = 3,

        /// <summary>Signed, 64 bits.</summary>
        Int64 = 4,

        /// <summary>IEEE half precision.</summary>
        Float16 = 5,

        /// <summary>IEEE single precision.</summary>
        Float32 = 6,

        /// <summary>IEEE double precision.</summary>
        Float64 = 7,

        /// <summary>A truth value, one byte.</summary>
        Bool = 11,

        /// <summary>Brain floating point, 16 bits.</summary>
        BFloat16 = 15,
    }
}
