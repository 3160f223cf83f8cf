using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MuZero.Files.Safetensors;

/// <summary>Collects named tensors and writes them as a safetensors file. The same calls give the same bytes.</summary>
public sealed class SafetensorsWriter
{
    internal const string MetadataKey = "__metadata__";

    private const int Alignment = 8; // of the tensors' bytes in the file, so that readers may map them

    private readonly List<KeyValuePair<string, string>> _metadata = [];
    private readonly List<Entry> _tensors = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal) { MetadataKey };

    /// <summary>Adds a free string to the header, in the order of the calls.</summary>
    /// <exception cref="ArgumentException">The key is there already.</exception>
    public SafetensorsWriter AddMetadata(string key, string value)
    {
        if (_metadata.Exists(pair => pair.Key == key))
        {
            throw new ArgumentException($"Metadata '{key}' is there already.", nameof(key));
        }

        _metadata.Add(new(key, value));
        return this;
    }

    /// <summary>Adds an F32 tensor; the elements are copied.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the shape does not fit the elements.</exception>
    public SafetensorsWriter Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> elements) =>
        Add(name, SafetensorsType.F32, shape, MemoryMarshal.AsBytes(elements));

    /// <summary>Adds an F64 tensor; the elements are copied.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the shape does not fit the elements.</exception>
    public SafetensorsWriter Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<double> elements) =>
        Add(name, SafetensorsType.F64, shape, MemoryMarshal.AsBytes(elements));

    /// <summary>Adds an I64 tensor; the elements are copied.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the shape does not fit the elements.</exception>
    public SafetensorsWriter Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<long> elements) =>
        Add(name, SafetensorsType.I64, shape, MemoryMarshal.AsBytes(elements));

    /// <summary>Adds a U8 tensor; the elements are copied.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the shape does not fit the elements.</exception>
    public SafetensorsWriter Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<byte> elements) =>
        Add(name, SafetensorsType.U8, shape, elements);

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

    private SafetensorsWriter Add(string name, SafetensorsType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> content)
    {
        long size = SafetensorsTensor.WidthBytes(type);
        foreach (long length in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(shape));
            size = checked(size * length);
        }

        if (size != content.Length)
        {
            throw new ArgumentException($"Tensor '{name}' needs {size:N0} bytes by its shape [{string.Join(", ", shape.ToArray())}] and got {content.Length:N0}.", nameof(shape));
        }

        if (!_names.Add(name))
        {
            throw new ArgumentException($"The name '{name}' is taken.", nameof(name));
        }

        _tensors.Add(new Entry(name, type, shape.ToArray(), content.ToArray()));
        return this;
    }

    // Wide elements first: with an aligned start every element is then at a multiple of its width, without padding, which the format forbids.
    private IEnumerable<Entry> Layout() => _tensors.OrderByDescending(tensor => SafetensorsTensor.WidthBytes(tensor.Type));

    private byte[] Header()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            WriteMetadata(json);
            WriteTensors(json);
            json.WriteEndObject();
        }

        while (stream.Length % Alignment != 0)
        {
            stream.WriteByte((byte)' ');
        }

        return stream.Length <= SafetensorsFile.MaxHeaderBytes
            ? stream.ToArray()
            : throw new InvalidOperationException($"The header has {stream.Length:N0} bytes; the format allows {SafetensorsFile.MaxHeaderBytes:N0}.");
    }

    private void WriteMetadata(Utf8JsonWriter json)
    {
        if (_metadata.Count == 0)
        {
            return;
        }

        json.WriteStartObject(MetadataKey);
        foreach ((string key, string value) in _metadata)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private void WriteTensors(Utf8JsonWriter json)
    {
        Dictionary<string, long> starts = new(StringComparer.Ordinal);
        long end = 0;
        foreach (Entry tensor in Layout())
        {
            starts.Add(tensor.Name, end);
            end += tensor.Content.Length;
        }

        foreach (Entry tensor in _tensors)
        {
            json.WriteStartObject(tensor.Name);
            json.WriteString("dtype", SafetensorsTensor.Spelling(tensor.Type));
            WriteNumbers(json, "shape", tensor.Shape);
            WriteNumbers(json, "data_offsets", [starts[tensor.Name], starts[tensor.Name] + tensor.Content.Length]);
            json.WriteEndObject();
        }
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private sealed class Entry(string name, SafetensorsType type, long[] shape, byte[] content)
    {
        public string Name => name;

        public SafetensorsType Type => type;

        public long[] Shape => shape;

        public byte[] Content => content;
    }
}
