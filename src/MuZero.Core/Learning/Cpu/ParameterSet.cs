using MuZero.Errors;
using MuZero.Files.Safetensors;
using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>All that a learner learns, by the names and in the order of MuZero.Torch's modules.</summary>
/// <param name="random">Draws the weights.</param>
internal sealed class ParameterSet(RandomStream random)
{
    private readonly List<object> _ordered = []; // parameters and norms in the order of a file

    /// <summary>The weights.</summary>
    public List<Parameter> Parameters { get; } = [];

    /// <summary>The batch norms' statistics.</summary>
    public List<NormStatistics> Norms { get; } = [];

    /// <summary>Adds weights drawn as PyTorch draws them: U(-b, b) with b = 1 / sqrt(fan in) (He et al. 2015, a = sqrt 5).</summary>
    public Parameter AddUniform(string name, int fanIn, params long[] shape)
    {
        double bound = 1.0 / Math.Sqrt(fanIn);
        Parameter parameter = Add(name, shape);
        foreach (ref float value in parameter.Values)
        {
            value = (float)(((2.0 * random.NextDouble()) - 1.0) * bound);
        }

        return parameter;
    }

    /// <summary>Adds weights that begin at one number.</summary>
    public Parameter AddConstant(string name, float value, params long[] shape)
    {
        Parameter parameter = Add(name, shape);
        parameter.Values.Fill(value);
        return parameter;
    }

    /// <summary>Adds a batch norm's statistics.</summary>
    public NormStatistics AddNorm(string name, int channels)
    {
        NormStatistics norm = new(name, channels);
        Norms.Add(norm);
        _ordered.Add(norm);
        return norm;
    }

    public void ClearGradients() => Parameters.ForEach(parameter => parameter.Gradient.Clear());

    /// <summary>Adds everything to a weights file.</summary>
    public void Write(SafetensorsWriter writer)
    {
        foreach (object entry in _ordered)
        {
            if (entry is Parameter parameter)
            {
                writer.Add(parameter.Name, parameter.Shape, parameter.Values);
            }
            else if (entry is NormStatistics norm)
            {
                writer.Add($"{norm.Name}.running_mean", [norm.Mean.Length], norm.Mean.AsSpan());
                writer.Add($"{norm.Name}.running_var", [norm.Variance.Length], norm.Variance.AsSpan());
                writer.Add($"{norm.Name}.num_batches_tracked", [], (ReadOnlySpan<long>)[norm.Batches]);
            }
        }
    }

    /// <summary>Loads all weights of a file; nothing is changed if the file does not fit.</summary>
    /// <exception cref="IncompatibleException">The message names the first tensor that is missing or differs.</exception>
    public void Read(SafetensorsFile file)
    {
        foreach (Parameter parameter in Parameters)
        {
            file.RequireFits(parameter.Name, SafetensorsType.F32, parameter.Shape);
        }

        foreach (NormStatistics norm in Norms)
        {
            file.RequireFits($"{norm.Name}.running_mean", SafetensorsType.F32, norm.Mean.Length);
            file.RequireFits($"{norm.Name}.running_var", SafetensorsType.F32, norm.Variance.Length);
            file.RequireFits($"{norm.Name}.num_batches_tracked", SafetensorsType.I64);
        }

        foreach (Parameter parameter in Parameters)
        {
            file.Floats(parameter.Name).CopyTo(parameter.Values);
        }

        foreach (NormStatistics norm in Norms)
        {
            file.Floats($"{norm.Name}.running_mean").CopyTo(norm.Mean);
            file.Floats($"{norm.Name}.running_var").CopyTo(norm.Variance);
            norm.Batches = file.Longs($"{norm.Name}.num_batches_tracked")[0];
        }
    }

    private Parameter Add(string name, long[] shape)
    {
        Parameter parameter = new(name, shape);
        Parameters.Add(parameter);
        _ordered.Add(parameter);
        return parameter;
    }
}
