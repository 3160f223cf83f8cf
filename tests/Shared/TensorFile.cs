using MuZero.Files.Safetensors;
using MuZero.Networks;

namespace MuZero.Tests.Shared;

/// <summary>The tensors of a weights or optimiser file by name, longs as floats, to hold two learners' files against one another.</summary>
internal sealed class TensorFile
{
    private readonly SafetensorsFile _file;

    private TensorFile(SafetensorsFile file) => _file = file;

    public static TensorFile Open(ReadOnlyMemory<byte> bytes) => new(SafetensorsFile.Parse(bytes, "test"));

    public static TensorFile Open(WeightSnapshot weights) => Open(weights.Bytes);

    /// <summary>Names in alphabetical order.</summary>
    public IEnumerable<string> Names => _file.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal);

    /// <summary>The numbers of a tensor.</summary>
    public float[] this[string name] => _file.TryGet(name, out SafetensorsTensor? tensor) && tensor.Type == SafetensorsType.I64
        ? Array.ConvertAll(_file.Longs(name).ToArray(), number => (float)number)
        : _file.Floats(name).ToArray();

    public bool Has(string name) => _file.TryGet(name, out _);

    /// <summary>Metadata, names, types and shapes, one text each: what must be the same in any two learners' files.</summary>
    public IEnumerable<string> Layout => _file.Metadata.Select(entry => $"{entry.Key} = {entry.Value}")
        .Concat(_file.Tensors.Select(tensor => $"{tensor.Name} {tensor.Type} [{string.Join(", ", tensor.Shape)}]"))
        .Order(StringComparer.Ordinal);

    /// <summary>The tensors whose names have this ending.</summary>
    public IReadOnlyDictionary<string, float[]> Ending(string end)
        => Names.Where(name => name.EndsWith(end, StringComparison.Ordinal)).ToDictionary(name => name, name => this[name]);
}
