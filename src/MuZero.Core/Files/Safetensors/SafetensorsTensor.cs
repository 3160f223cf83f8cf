namespace MuZero.Files.Safetensors;

#pragma warning disable CS1591 // The names are the format's own.
/// <summary>Element types of the safetensors format: truth values of a byte, integers and floats with their number of bits.</summary>
public enum SafetensorsType
{
    Bool,
    U8,
    I8,
    I16,
    U16,
    F16,
    BF16,
    I32,
    U32,
    F32,
    I64,
    U64,
    F64,
}
#pragma warning restore CS1591

/// <summary>The header entry of one tensor in a safetensors file, without its numbers.</summary>
public sealed class SafetensorsTensor
{
    internal SafetensorsTensor(string name, SafetensorsType type, long[] shape, long start, long end) =>
        (Name, Type, Shape, Start, End) = (name, type, shape, start, end);

    /// <summary>Unique in the file.</summary>
    public string Name { get; }

    /// <summary>The type of its elements.</summary>
    public SafetensorsType Type { get; }

    /// <summary>Sizes, outermost first; empty for a single number.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Bytes that its elements take.</summary>
    public long SizeBytes => End - Start;

    /// <summary>First byte, counted from the end of the header.</summary>
    internal long Start { get; }

    /// <summary>The byte after its last.</summary>
    internal long End { get; }

    /// <summary>Bytes of one element of <paramref name="type"/>.</summary>
    internal static int WidthBytes(SafetensorsType type) => type switch
    {
        SafetensorsType.Bool or SafetensorsType.U8 or SafetensorsType.I8 => 1,
        SafetensorsType.I16 or SafetensorsType.U16 or SafetensorsType.F16 or SafetensorsType.BF16 => 2,
        SafetensorsType.I32 or SafetensorsType.U32 or SafetensorsType.F32 => 4,
        _ => 8,
    };

    /// <summary>The header's spelling of <paramref name="type"/>.</summary>
    internal static string Spelling(SafetensorsType type) => type == SafetensorsType.Bool ? "BOOL" : type.ToString();
}
