using System.Text.Json;
using MuZero.Errors;

namespace MuZero.Files.Safetensors;

/// <summary>Reads the JSON header of a safetensors file. Every number is checked before use, so a claimed size never costs memory.</summary>
internal sealed class SafetensorsHeader
{
    // The format has three levels; the fourth allows a better message than the reader's.
    private const int Depth = 4;

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
    public static SafetensorsHeader Read(ReadOnlySpan<byte> json, string file)
    {
        SafetensorsHeader header = new(file);
        if (json.IsEmpty || json[0] != (byte)'{')
        {
            throw header.Broken("its header does not begin with '{'");
        }

        try
        {
            header.ReadEntries(json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The reader reports bad UTF-8 in a string as InvalidOperationException.
            throw new CorruptDataException($"{file} is not a safetensors file: its header is not the JSON that the format requires", exception);
        }

        return header;
    }

    private void ReadEntries(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = Depth });
        HashSet<string> names = new(StringComparer.Ordinal);
        Expect(ref reader, JsonTokenType.StartObject, "the header is not an object");
        while (NextProperty(ref reader, "the header") is { } name)
        {
            if (!names.Add(name))
            {
                throw Broken($"the name '{Shown(name)}' is there twice");
            }

            if (name == SafetensorsWriter.MetadataKey)
            {
                ReadMetadata(ref reader);
            }
            else
            {
                _tensors.Add(ReadTensor(ref reader, name));
            }
        }

        // The reader throws if anything but white space follows.
        reader.Read();
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, "the metadata is not an object");
        while (NextProperty(ref reader, "the metadata") is { } key)
        {
            Expect(ref reader, JsonTokenType.String, $"metadata '{Shown(key)}' is not a string");
            if (!_metadata.TryAdd(key, reader.GetString()!))
            {
                throw Broken($"metadata '{Shown(key)}' is there twice");
            }
        }
    }

    private SafetensorsTensor ReadTensor(ref Utf8JsonReader reader, string name)
    {
        SafetensorsType? type = null;
        long[]? shape = null, offsets = null;
        Expect(ref reader, JsonTokenType.StartObject, $"tensor '{Shown(name)}' is not an object");
        while (NextProperty(ref reader, $"tensor '{Shown(name)}'") is { } key)
        {
            switch (key)
            {
                case "dtype" when type is null:
                    type = ReadType(ref reader, name);
                    break;
                case "shape" when shape is null:
                    shape = ReadSizes(ref reader, name, key);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadSizes(ref reader, name, key);
                    break;
                default:
                    throw Broken($"tensor '{Shown(name)}' has the key '{Shown(key)}' twice or against the format");
            }
        }

        if (type is not { } known || shape is null || offsets is not [long start, long end])
        {
            throw Broken($"tensor '{Shown(name)}' needs dtype, shape and two data_offsets");
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
            if (size > long.MaxValue)
            {
                throw Broken($"the shape of tensor '{Shown(name)}' overflows");
            }
        }

        if (end < start || (UInt128)(end - start) != size)
        {
            throw Broken($"tensor '{Shown(name)}' needs {size:N0} bytes by its shape and has the offsets {start} to {end}");
        }
    }

    private SafetensorsType ReadType(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.String, $"the dtype of tensor '{Shown(name)}' is not a string");
        string spelling = reader.GetString()!;
        return _types.TryGetValue(spelling, out SafetensorsType type)
            ? type
            : throw Broken($"tensor '{Shown(name)}' has the unknown dtype '{Shown(spelling)}'");
    }

    private long[] ReadSizes(ref Utf8JsonReader reader, string name, string key)
    {
        List<long> sizes = [];
        Expect(ref reader, JsonTokenType.StartArray, $"{key} of tensor '{Shown(name)}' is not an array");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long size) || size < 0)
            {
                throw Broken($"{key} of tensor '{Shown(name)}' holds something else than whole numbers from 0 to 2^63-1");
            }

            if (sizes.Count == MaxRank)
            {
                throw Broken($"{key} of tensor '{Shown(name)}' has more than {MaxRank} numbers");
            }

            sizes.Add(size);
        }

        return [.. sizes];
    }

    private string? NextProperty(ref Utf8JsonReader reader, string where)
    {
        if (!reader.Read())
        {
            throw Broken($"{where} has no end");
        }

        return reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : null;
    }

    private void Expect(ref Utf8JsonReader reader, JsonTokenType token, string otherwise)
    {
        if (!reader.Read() || reader.TokenType != token)
        {
            throw Broken(otherwise);
        }
    }

    private CorruptDataException Broken(string why) => new($"{_file} is not a safetensors file: {why}");

    // Messages stay one short line even if a damaged or hostile file has odd tensor names.
    private static string Shown(string text) =>
        new([.. text.Take(64).Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter)]);
}
