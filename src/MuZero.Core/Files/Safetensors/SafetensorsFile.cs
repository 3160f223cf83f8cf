using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;
using MuZero.Errors;

namespace MuZero.Files.Safetensors;

/// <summary>A safetensors file in memory: named tensors read in place, without a copy.</summary>
/// <remarks>The format is 8 bytes of header length, little-endian, a JSON header, and the tensors' bytes without holes
/// (huggingface/safetensors, "Format"). Reading is as strict as the format's own reader, and refuses duplicate names too.</remarks>
public sealed class SafetensorsFile
{
    /// <summary>The longest header that the format allows.</summary>
    public const int MaxHeaderBytes = 100_000_000;

    private const int PrefixBytes = sizeof(ulong);

    private readonly ReadOnlyMemory<byte> _content; // all tensors' bytes
    private readonly Dictionary<string, SafetensorsTensor> _byName;
    private readonly string _file;

    private SafetensorsFile(string file, SafetensorsHeader header, ReadOnlyMemory<byte> content)
    {
        _file = file;
        _content = content;
        _byName = header.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        (Metadata, Tensors) = (header.Metadata, header.Tensors);
    }

    /// <summary>Free strings by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>All tensors in the header's order.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>Reads <paramref name="bytes"/> in place; they must not change afterwards.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="CorruptDataException">They break a rule of the format; the message says which.</exception>
    public static SafetensorsFile Parse(ReadOnlyMemory<byte> bytes, string file = "the content")
    {
        if (bytes.Length < PrefixBytes)
        {
            throw Broken(file, $"it has {bytes.Length} bytes, fewer than the 8 of a header's length");
        }

        ulong headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span);
        if (headerBytes > MaxHeaderBytes)
        {
            throw Broken(file, $"its header claims {headerBytes:N0} bytes; the format allows {MaxHeaderBytes:N0}");
        }

        if (headerBytes > (ulong)(bytes.Length - PrefixBytes))
        {
            throw Broken(file, $"its header claims {headerBytes:N0} bytes and {bytes.Length - PrefixBytes:N0} follow");
        }

        SafetensorsHeader header = SafetensorsHeader.Read(bytes.Slice(PrefixBytes, (int)headerBytes), file);
        ReadOnlyMemory<byte> content = bytes[(PrefixBytes + (int)headerBytes)..];
        CheckLayout(header, content.Length, file);
        return new SafetensorsFile(file, header, content);
    }

    /// <summary>Finds a tensor by name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out SafetensorsTensor? tensor) => _byName.TryGetValue(name, out tensor);

    /// <summary>Throws if there is no tensor <paramref name="name"/> of this type and these sizes.</summary>
    /// <exception cref="IncompatibleException">The message names the tensor and both shapes.</exception>
    public void RequireFits(string name, SafetensorsType type, params ReadOnlySpan<long> shape)
    {
        if (!_byName.TryGetValue(name, out SafetensorsTensor? theirs))
        {
            throw new IncompatibleException(
                $"{_file}: the tensor {name} is missing; this network needs it. Use weights of the same network.");
        }

        if (theirs.Type != type || !shape.SequenceEqual([.. theirs.Shape]))
        {
            throw new IncompatibleException(
                $"{_file}: {name} is {theirs.Type} [{string.Join(", ", theirs.Shape)}]; this network has {type} "
                    + $"[{string.Join(", ", shape.ToArray())}]. Use weights of the same network.");
        }
    }

    /// <summary>The elements of the F32 tensor <paramref name="name"/>, row by row.</summary>
    /// <exception cref="IncompatibleException">There is no such tensor, or it has another type.</exception>
    public ReadOnlySpan<float> Floats(string name) => Elements<float>(name, SafetensorsType.F32);

    /// <summary>The elements of the I64 tensor <paramref name="name"/>.</summary>
    /// <exception cref="IncompatibleException">There is no such tensor, or it has another type.</exception>
    public ReadOnlySpan<long> Longs(string name) => Elements<long>(name, SafetensorsType.I64);

    /// <summary>The first F32 or F64 tensor with a NaN or an infinity, or null if every number is finite.</summary>
    public string? FirstNonFinite() => Tensors.FirstOrDefault(tensor => !IsFinite(tensor))?.Name;

    private bool IsFinite(SafetensorsTensor tensor) => tensor.Type switch
    {
        SafetensorsType.F32 => AllBelow(MemoryMarshal.Cast<byte, uint>(Raw(tensor)), 0x7F80_0000u),
        SafetensorsType.F64 => AllBelow(MemoryMarshal.Cast<byte, ulong>(Raw(tensor)), 0x7FF0_0000_0000_0000ul),
        _ => true,
    };

    // A float is NaN or infinite when all bits of its exponent are set.
    private static bool AllBelow<T>(ReadOnlySpan<T> bits, T exponent)
        where T : unmanaged, IBinaryInteger<T>
    {
        Vector<T> mask = new(exponent);
        int index = 0;
        for (; index <= bits.Length - Vector<T>.Count; index += Vector<T>.Count)
        {
            if (Vector.EqualsAny(new Vector<T>(bits[index..]) & mask, mask))
            {
                return false;
            }
        }

        for (; index < bits.Length; index++)
        {
            if ((bits[index] & exponent) == exponent)
            {
                return false;
            }
        }

        return true;
    }

    internal ReadOnlySpan<T> Elements<T>(string name, SafetensorsType type)
        where T : unmanaged
    {
        if (!_byName.TryGetValue(name, out SafetensorsTensor? tensor))
        {
            throw new IncompatibleException($"{_file} has no tensor '{name}'; it was written by another network or program.");
        }

        return tensor.Type == type
            ? MemoryMarshal.Cast<byte, T>(Raw(tensor))
            : throw new IncompatibleException(
                $"Tensor '{name}' of {_file} is {SafetensorsTensor.Spelling(tensor.Type)}; {SafetensorsTensor.Spelling(type)} is needed.");
    }

    private ReadOnlySpan<byte> Raw(SafetensorsTensor tensor) => _content.Span[(int)tensor.Start..(int)tensor.End];

    // The format forbids holes, overlaps and trailing bytes, so nothing can hide in a file.
    private static void CheckLayout(SafetensorsHeader header, long contentBytes, string file)
    {
        long end = 0;
        foreach (SafetensorsTensor tensor in header.Tensors.OrderBy(tensor => tensor.Start).ThenBy(tensor => tensor.End))
        {
            if (tensor.Start != end)
            {
                throw Broken(file, $"a tensor begins at byte {tensor.Start:N0}; expected {end:N0} (a hole or an overlap)");
            }

            end = tensor.End;
        }

        if (end != contentBytes)
        {
            throw Broken(file, $"its tensors take {end:N0} bytes and {contentBytes:N0} follow the header");
        }
    }

    private static CorruptDataException Broken(string file, string why) => new($"{file} is not a safetensors file: {why}");
}
