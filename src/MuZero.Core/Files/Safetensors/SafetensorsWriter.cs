using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace MuZero.Files.Safetensors;

/// <summary>Collects named tensors and writes them as a safetensors file. The same calls give the same bytes.</summary>
internal sealed class SafetensorsWriter
{
    internal const string MetadataKey = "__metadata__";

    private const int Alignment = 8; // of the tensors' bytes in the file, so that readers may map them

    private readonly JsonObject _metadata = [];
    private readonly List<Entry> _tensors = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal) { MetadataKey };

    /// <summary>Adds a free string to the header, in the order of the calls.</summary>
    /// <exception cref="ArgumentException">The key is there already.</exception>
    public SafetensorsWriter AddMetadata(string key, string value)
    {
        return _metadata.TryAdd(key, value) ? this : throw new ArgumentException($"Metadata '{key}' is there already.", nameof(key));
    }

    /// <summary>Adds an F32 tensor; the elements are copied.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the shape does not fit the elements.</exception>
    public SafetensorsWriter Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> elements) =>
        Add(name, SafetensorsType.F32, shape, MemoryMarshal.AsBytes(elements));

    /// <summary>Adds an I64 tensor; the elements are copied.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the shape does not fit the elements.</exception>
    public SafetensorsWriter Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<long> elements) =>
        Add(name, SafetensorsType.I64, shape, MemoryMarshal.AsBytes(elements));

    /// <summary>The whole file.</summary>
    public byte[] ToArray()
    {
        byte[] header = Header();
        byte[] file = new byte[checked(sizeof(ulong) + header.Length + _tensors.Sum(tensor => tensor.Content.Length))];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)header.Length);
        header.CopyTo(file, sizeof(ulong));
        int end = sizeof(ulong) + header.Length;
        foreach (Entry tensor in Layout())
        {
            tensor.Content.CopyTo(file, end);
            end += tensor.Content.Length;
        }

        return file;
    }

    internal SafetensorsWriter Add(string name, SafetensorsType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> content)
    {
        long size = SafetensorsTensor.WidthBytes(type);
        foreach (long length in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(shape));
            size = checked(size * length);
        }

        if (size != content.Length)
        {
            throw new ArgumentException($"Tensor '{name}' needs {size:N0} bytes by its shape [{string.Join(", ", shape.ToArray())}] and "
                + $"got {content.Length:N0}.", nameof(shape));
        }

        if (!_names.Add(name))
        {
            throw new ArgumentException($"The name '{name}' is taken.", nameof(name));
        }

        _tensors.Add(new Entry(name, type, shape.ToArray(), content.ToArray()));
        return this;
    }

    // Wide elements first: with an aligned start every element is then at a multiple of its width, without padding, which the format
    // forbids.
    private IEnumerable<Entry> Layout() => _tensors.OrderByDescending(tensor => SafetensorsTensor.WidthBytes(tensor.Type));

    private byte[] Header()
    {
        JsonObject header = [];
        if (_metadata.Count > 0)
        {
            header[MetadataKey] = _metadata.DeepClone();
        }

        Dictionary<string, long> starts = new(StringComparer.Ordinal);
        long end = 0;
        foreach (Entry tensor in Layout())
        {
            starts.Add(tensor.Name, end);
            end += tensor.Content.Length;
        }

        foreach (Entry tensor in _tensors)
        {
            header[tensor.Name] = new JsonObject
            {
                ["dtype"] = SafetensorsTensor.Spelling(tensor.Type),
                ["shape"] = new JsonArray([.. tensor.Shape.Select(length => (JsonNode)length)]),
                ["data_offsets"] = new JsonArray(starts[tensor.Name], starts[tensor.Name] + tensor.Content.Length),
            };
        }

        string json = header.ToJsonString(); // ASCII: everything else is escaped
        int length = (json.Length + Alignment - 1) / Alignment * Alignment;
        return length <= SafetensorsFile.MaxHeaderBytes
            ? Encoding.ASCII.GetBytes(json.PadRight(length))
            : throw new InvalidOperationException(
                $"The header has {length:N0} bytes; the format allows {SafetensorsFile.MaxHeaderBytes:N0}.");
    }

    private sealed record Entry(string Name, SafetensorsType Type, long[] Shape, byte[] Content);
}
