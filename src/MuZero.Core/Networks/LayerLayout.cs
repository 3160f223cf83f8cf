using MuZero.Numerics;

namespace MuZero.Networks;

/// <summary>A layer of a network; its tensors are named part.layer.tensor.</summary>
/// <param name="Name">Within its part.</param>
/// <param name="Inputs">Numbers or planes.</param>
/// <param name="Outputs">Numbers or planes.</param>
public abstract record LayerLayout(string Name, int Inputs, int Outputs)
{
    /// <summary>The layer's tensors in file order.</summary>
    /// <param name="part">The part's name.</param>
    public abstract IEnumerable<TensorLayout> Tensors(string part);
}

/// <summary>A fully connected layer with bias, and its activation.</summary>
/// <param name="Name">Within its part.</param>
/// <param name="Inputs">Numbers.</param>
/// <param name="Outputs">Numbers.</param>
/// <param name="Activation">Null for none.</param>
/// <param name="StartsAtZero">True if fresh weights are zero.</param>
/// <param name="IsPointwise">True if it takes planes and treats every point alike: a 1x1 convolution with bias.</param>
internal sealed record LinearLayout(
    string Name, int Inputs, int Outputs, ActivationKind? Activation = null, bool StartsAtZero = false, bool IsPointwise = false)
    : LayerLayout(Name, Inputs, Outputs)
{
    /// <inheritdoc/>
    public override IEnumerable<TensorLayout> Tensors(string part)
    {
        double bound = StartsAtZero ? 0.0 : 1.0 / Math.Sqrt(Inputs);
        yield return new TensorLayout($"{part}.{Name}.weight", TensorKind.Weight, [Outputs, Inputs], start: 0.0f, bound);
        yield return new TensorLayout($"{part}.{Name}.bias", TensorKind.Weight, [Outputs], start: 0.0f, bound);
    }
}

/// <summary>A convolution without bias that keeps height and width, batch norm, and ReLU.</summary>
/// <param name="Name">Within its part.</param>
/// <param name="Inputs">Planes.</param>
/// <param name="Outputs">Planes.</param>
/// <param name="Kernel">Side: 3 or 1.</param>
internal sealed record ConvolutionLayout(string Name, int Inputs, int Outputs, int Kernel) : LayerLayout(Name, Inputs, Outputs)
{
    /// <summary>The number that batch norm adds to a variance before its root; PyTorch's default.</summary>
    public const double NormEpsilon = 1e-5;

    /// <summary>A batch's share in batch norm's running statistics; PyTorch's default.</summary>
    public const double NormMomentum = 0.1;

    /// <inheritdoc/>
    public override IEnumerable<TensorLayout> Tensors(string part)
    {
        string norm = $"{part}.{Name}.norm";
        double bound = 1.0 / Math.Sqrt(Inputs * Kernel * Kernel);
        yield return new TensorLayout($"{part}.{Name}.convolution.weight", TensorKind.Weight, [Outputs, Inputs, Kernel, Kernel],
            start: 0.0f, bound);
        yield return new TensorLayout($"{norm}.weight", TensorKind.Weight, [Outputs], start: 1.0f);
        yield return new TensorLayout($"{norm}.bias", TensorKind.Weight, [Outputs], start: 0.0f);
        yield return new TensorLayout($"{norm}.running_mean", TensorKind.Statistic, [Outputs], start: 0.0f);
        yield return new TensorLayout($"{norm}.running_var", TensorKind.Statistic, [Outputs], start: 1.0f);
        yield return new TensorLayout($"{norm}.num_batches_tracked", TensorKind.Counter, [], start: 0.0f);
    }
}

/// <summary>Two 3x3 convolutions with batch norm around a skip, ReLU after the first and after the sum (MuZero, appendix F).</summary>
/// <param name="Name">Within its part.</param>
/// <param name="Channels">Planes in and out.</param>
internal sealed record ResidualLayout(string Name, int Channels) : LayerLayout(Name, Channels, Channels)
{
    /// <summary>The first convolution.</summary>
    public ConvolutionLayout First => new($"{Name}.first", Channels, Channels, Kernel: 3);

    /// <summary>The second convolution, to which the block's input is added before its ReLU.</summary>
    public ConvolutionLayout Second => new($"{Name}.second", Channels, Channels, Kernel: 3);

    /// <inheritdoc/>
    public override IEnumerable<TensorLayout> Tensors(string part) => First.Tensors(part).Concat(Second.Tensors(part));
}

/// <summary>A long short-term memory: one linear layer from input and hidden state to the four gates, in PyTorch's order input, forget,
/// cell, output. What runs it keeps its state.</summary>
/// <param name="Name">Within its part.</param>
/// <param name="Inputs">Numbers.</param>
/// <param name="Outputs">H, numbers of the hidden state, and of the cell.</param>
internal sealed record LstmLayout(string Name, int Inputs, int Outputs) : LayerLayout(Name, Inputs, Outputs)
{
    /// <summary>[inputs + H] to [4 H].</summary>
    public LinearLayout Gates => new(Name, Inputs + Outputs, 4 * Outputs);

    /// <summary>Numbers of the state: hidden state and cell.</summary>
    public int StateLength => 2 * Outputs;

    /// <inheritdoc/>
    public override IEnumerable<TensorLayout> Tensors(string part) => Gates.Tensors(part);
}

/// <summary>The use of a tensor.</summary>
public enum TensorKind
{
    /// <summary>Trained numbers.</summary>
    Weight,

    /// <summary>A batch norm's running mean or variance.</summary>
    Statistic,

    /// <summary>A batch norm's number of batches, a 64-bit integer.</summary>
    Counter,
}

/// <summary>A tensor of a weights file: its name and shape, and how fresh weights begin.</summary>
/// <param name="name">In the file.</param>
/// <param name="kind">Its use.</param>
/// <param name="shape">Lengths of its dimensions.</param>
/// <param name="start">The number that a fresh one is filled with if <paramref name="bound"/> is 0.</param>
/// <param name="bound">Fresh numbers are drawn evenly from [-bound, bound], as PyTorch draws them: 1 / sqrt(fan in) (He et al. 2015, a =
/// sqrt 5).</param>
public sealed class TensorLayout(string name, TensorKind kind, long[] shape, float start, double bound = 0.0)
{
    /// <summary>The name in the file.</summary>
    public string Name { get; } = name;

    /// <summary>Its use.</summary>
    public TensorKind Kind { get; } = kind;

    /// <summary>Lengths of its dimensions; none for a single number.</summary>
    public IReadOnlyList<long> Shape { get; } = shape;

    /// <summary>The number of elements.</summary>
    public int Length => checked((int)Shape.Aggregate(1L, (product, side) => product * side));

    /// <summary>Writes fresh numbers.</summary>
    /// <param name="values">[<see cref="Length"/>].</param>
    /// <param name="random">Draws what is drawn.</param>
    public void Draw(Span<float> values, RandomStream random)
    {
        if (bound == 0.0)
        {
            values.Fill(start);
            return;
        }

        foreach (ref float value in values)
        {
            value = (float)(((2.0 * random.NextDouble()) - 1.0) * bound);
        }
    }
}
