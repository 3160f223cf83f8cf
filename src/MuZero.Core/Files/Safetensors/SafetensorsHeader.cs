using System.Text.Json;
using MuZero.Errors;

namespace MuZero.Files.Safetensors;

/// <summary>The JSON header of a safetensors file. Every number is checked before use, so a claimed size never costs memory.</summary>
internal sealed class SafetensorsHeader
{
    // More dimensions than any tensor library has; a hostile header cannot cost more memory than it has bytes.
    private const int MaxRank = 64;

    private static readonly Dictionary<string, SafetensorsType> _types =
        Enum.GetValues<SafetensorsType>().ToDictionary(SafetensorsTensor.Spelling, StringComparer.Ordinal);

    private readonly string _file;
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly List<SafetensorsTensor> _tensors = [];

    private SafetensorsHeader(string file) => _file = file;

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>In the header's order.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors => _tensors;

    /// <exception cref="CorruptDataException">The header breaks a rule of the format.</exception>
    public static SafetensorsHeader Read(ReadOnlyMemory<byte> json, string file)
    {
        SafetensorsHeader header = new(file);
        header.Require(json.Span.StartsWith("{"u8), "its header does not begin with '{'");
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            header.ReadEntries(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Bad UTF-8 in a string is an InvalidOperationException.
            throw new CorruptDataException($"{file} is not a safetensors file: its header is not the JSON that the format requires",
                exception);
        }

        return header;
    }

    private void ReadEntries(JsonElement root)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (JsonProperty entry in root.EnumerateObject())
        {
            Require(names.Add(entry.Name), $"the name '{PlainText.Of(entry.Name)}' is there twice");
            if (entry.Name == SafetensorsWriter.MetadataKey)
            {
                ReadMetadata(entry.Value);
            }
            else
            {
                _tensors.Add(ReadTensor(entry.Name, entry.Value));
            }
        }
    }

    private void ReadMetadata(JsonElement metadata)
    {
        Require(metadata.ValueKind == JsonValueKind.Object, "the metadata is not an object");
        foreach (JsonProperty pair in metadata.EnumerateObject())
        {
            Require(pair.Value.ValueKind == JsonValueKind.String, $"metadata '{PlainText.Of(pair.Name)}' is not a string");
            Require(_metadata.TryAdd(pair.Name, pair.Value.GetString()!), $"metadata '{PlainText.Of(pair.Name)}' is there twice");
        }
    }

    private SafetensorsTensor ReadTensor(string name, JsonElement tensor)
    {
        SafetensorsType? type = null;
        long[]? shape = null, offsets = null;
        Require(tensor.ValueKind == JsonValueKind.Object, $"tensor '{PlainText.Of(name)}' is not an object");
        foreach (JsonProperty field in tensor.EnumerateObject())
        {
            switch (field.Name)
            {
                case "dtype" when type is null:
                    type = ReadType(name, field.Value);
                    break;
                case "shape" when shape is null:
                    shape = ReadSizes(name, field);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadSizes(name, field);
                    break;
                default:
                    throw Broken($"tensor '{PlainText.Of(name)}' has the key '{PlainText.Of(field.Name)}' twice or against the format");
            }
        }

        if (type is not { } known || shape is null || offsets is not [long start, long end])
        {
            throw Broken($"tensor '{PlainText.Of(name)}' needs dtype, shape and two data_offsets");
        }

        CheckSize(name, known, shape, start, end);
        return new SafetensorsTensor(name, known, shape, start, end);
    }

    private void CheckSize(string name, SafetensorsType type, long[] shape, long start, long end)
    {
        UInt128 size = (UInt128)SafetensorsTensor.WidthBytes(type);
        foreach (long length in shape)
        {
            // Both factors are below 2^63, so the product of two fits; zero sizes may follow a huge one only within that bound.
            size *= (UInt128)length;
            Require(size <= long.MaxValue, $"the shape of tensor '{PlainText.Of(name)}' overflows");
        }

        bool isSound = end >= start && (UInt128)(end - start) == size;
        Require(isSound, $"tensor '{PlainText.Of(name)}' needs {size:N0} bytes by its shape and has the offsets {start} to {end}");
    }

    private SafetensorsType ReadType(string name, JsonElement type)
    {
        Require(type.ValueKind == JsonValueKind.String, $"the dtype of tensor '{PlainText.Of(name)}' is not a string");
        string spelling = type.GetString()!;
        Require(_types.TryGetValue(spelling, out SafetensorsType known),
            $"tensor '{PlainText.Of(name)}' has the unknown dtype '{PlainText.Of(spelling)}'");
        return known;
    }

    private long[] ReadSizes(string name, JsonProperty sizes)
    {
        Require(sizes.Value.ValueKind == JsonValueKind.Array, $"{sizes.Name} of tensor '{PlainText.Of(name)}' is not an array");
        int count = sizes.Value.GetArrayLength();
        Require(count <= MaxRank, $"{sizes.Name} of tensor '{PlainText.Of(name)}' has more than {MaxRank} numbers");
        long[] read = new long[count];
        for (int i = 0; i < count; i++)
        {
            JsonElement size = sizes.Value[i];
            bool isSize = size.ValueKind == JsonValueKind.Number && size.TryGetInt64(out read[i]) && read[i] >= 0;
            Require(isSize, $"{sizes.Name} of tensor '{PlainText.Of(name)}' holds something else than whole numbers from 0 to 2^63-1");
        }

        return read;
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw Broken(otherwise);
        }
    }

    private CorruptDataException Broken(string why) => new($"{_file} is not a safetensors file: {why}");
}
