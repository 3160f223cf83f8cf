using MuZero.Errors;
using MuZero.Files.Safetensors;
using MuZero.Networks;
using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>All trained numbers of a network and its batch norms' statistics, by name and in file order.</summary>
internal sealed class ParameterSet
{
    private const string MeanSuffix = ".running_mean";

    private readonly NetworkLayout _layout;
    private readonly Dictionary<string, Parameter> _parameters;
    private readonly Dictionary<string, NormStatistics> _norms;

    /// <summary>Fresh weights.</summary>
    /// <param name="layout">The network's.</param>
    /// <param name="random">Draws the weights.</param>
    public ParameterSet(NetworkLayout layout, RandomStream random)
    {
        _layout = layout;
        foreach (TensorLayout tensor in layout.Tensors())
        {
            if (tensor.Kind == TensorKind.Weight)
            {
                Parameter parameter = new(tensor.Name, tensor.Length);
                tensor.Draw(parameter.Values, random);
                Parameters.Add(parameter);
            }
            else if (tensor.Name.EndsWith(MeanSuffix, StringComparison.Ordinal))
            {
                Norms.Add(new NormStatistics(tensor.Name[..^MeanSuffix.Length], tensor.Length));
            }
        }

        _parameters = Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        _norms = Norms.ToDictionary(norm => norm.Name, StringComparer.Ordinal);
    }

    /// <summary>The weights.</summary>
    public List<Parameter> Parameters { get; } = [];

    /// <summary>The batch norms' statistics.</summary>
    public List<NormStatistics> Norms { get; } = [];

    /// <summary>The weights of a name.</summary>
    public Parameter this[string name] => _parameters[name];

    /// <summary>The statistics of the batch norm of a name.</summary>
    public NormStatistics Norm(string name) => _norms[name];

    public void ClearGradients() => Parameters.ForEach(parameter => parameter.Gradient.Clear());

    /// <summary>Adds everything to a weights file.</summary>
    public void Write(SafetensorsWriter writer)
    {
        foreach (TensorLayout tensor in _layout.Tensors())
        {
            long[] shape = [.. tensor.Shape];
            if (tensor.Kind == TensorKind.Weight)
            {
                writer.Add(tensor.Name, shape, _parameters[tensor.Name].Values);
                continue;
            }

            NormStatistics norm = NormOf(tensor);
            if (tensor.Kind == TensorKind.Counter)
            {
                writer.Add(tensor.Name, shape, (ReadOnlySpan<long>)[norm.Batches]);
            }
            else
            {
                writer.Add(tensor.Name, shape, Statistic(norm, tensor).AsSpan());
            }
        }
    }

    /// <summary>Replaces everything by a weights file's numbers; nothing is changed if the file does not fit.</summary>
    /// <exception cref="IncompatibleException">The message names the first tensor that is missing or differs.</exception>
    public void Read(SafetensorsFile file)
    {
        _layout.RequireFits(file);
        foreach (TensorLayout tensor in _layout.Tensors())
        {
            switch (tensor.Kind)
            {
                case TensorKind.Weight:
                    file.Floats(tensor.Name).CopyTo(_parameters[tensor.Name].Values);
                    break;
                case TensorKind.Counter:
                    NormOf(tensor).Batches = file.Longs(tensor.Name)[0];
                    break;
                default:
                    file.Floats(tensor.Name).CopyTo(Statistic(NormOf(tensor), tensor));
                    break;
            }
        }
    }

    private NormStatistics NormOf(TensorLayout tensor) => _norms[tensor.Name[..tensor.Name.LastIndexOf('.')]];

    private static float[] Statistic(NormStatistics norm, TensorLayout tensor)
        => tensor.Name.EndsWith(MeanSuffix, StringComparison.Ordinal) ? norm.Mean : norm.Variance;
}
