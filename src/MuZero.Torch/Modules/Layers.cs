using MuZero.Networks;
using static TorchSharp.torch;

namespace MuZero.Torch.Modules;

/// <summary>Building blocks that representation, dynamics and prediction share.</summary>
internal static class Layers
{
    // Two latents closer than this count as equal (muzero-general).
    private const float SmallestSpread = 1e-5f;

    /// <summary>Linear, then for each further width an activation and linear.</summary>
    public static nn.Module<Tensor, Tensor> Perceptron(string name, ActivationKind activation, params int[] widths)
    {
        Stack stack = new(name);
        for (int i = 1; i < widths.Length; i++)
        {
            stack.Add($"linear{i}", nn.Linear(widths[i - 1], widths[i]), i < widths.Length - 1 ? activation : null);
        }

        return stack;
    }

    /// <summary>A perceptron whose last layer begins at zero, so that an untrained head predicts a uniform policy and 0 (EfficientZero).</summary>
    public static nn.Module<Tensor, Tensor> Head(string name, ActivationKind activation, params int[] widths)
    {
        nn.Module<Tensor, Tensor> head = Perceptron(name, activation, widths);
        using (no_grad())
        {
            foreach ((string parameter, TorchSharp.Modules.Parameter value) in head.named_parameters())
            {
                if (parameter.StartsWith($"linear{widths.Length - 1}.", StringComparison.Ordinal))
                {
                    nn.init.zeros_(value);
                }
            }
        }

        return head;
    }

    /// <summary>s &lt;- (s - min s) / (max s - min s), per sample for vectors, per plane for planes (MuZero, appendix G).</summary>
    /// <param name="latent">[batch, numbers] or [batch, planes, height, width].</param>
    public static Tensor ScaleLatent(Tensor latent)
    {
        long[] shape = latent.shape;
        Tensor flat = shape.Length == 2 ? latent : latent.flatten(2);
        // min and max with their places: their gradient goes to one number each, at half the cost of spreading it over equal ones.
        Tensor shifted = flat.sub(flat.min(-1, keepdim: true).values);
        Tensor scaled = shifted.div(shifted.max(-1, keepdim: true).values.clamp_min(SmallestSpread));
        return shape.Length == 2 ? scaled : scaled.view(shape);
    }
}

/// <summary>Named layers one after another, with an optional activation.</summary>
internal sealed class Stack(string name) : nn.Module<Tensor, Tensor>(name)
{
    private readonly List<(nn.Module<Tensor, Tensor> Layer, ActivationKind? Activation)> _layers = [];

    public Stack Add(string name, nn.Module<Tensor, Tensor> layer, ActivationKind? activation = null)
    {
        register_module(name, layer);
        _layers.Add((layer, activation));
        return this;
    }

    public override Tensor forward(Tensor input)
    {
        Tensor x = input;
        foreach ((nn.Module<Tensor, Tensor> layer, ActivationKind? activation) in _layers)
        {
            x = layer.call(x);
            x = activation switch
            {
                ActivationKind.Relu => nn.functional.relu(x),
                ActivationKind.Elu => nn.functional.elu(x, 1.0),
                _ => x,
            };
        }

        return x;
    }
}

/// <summary>Two 3x3 convolutions with batch norm around a skip (MuZero, appendix F).</summary>
internal sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    private readonly ConvolutionNorm first;
    private readonly ConvolutionNorm second;

    public ResidualBlock(string name, int channels)
        : base(name)
    {
        first = new ConvolutionNorm("first", channels, channels, kernel: 3);
        second = new ConvolutionNorm("second", channels, channels, kernel: 3);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
        => nn.functional.relu(second.call(nn.functional.relu(first.call(input))).add(input));
}

/// <summary>A convolution that keeps height and width, without bias, and batch norm.</summary>
internal sealed class ConvolutionNorm : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> convolution;
    private readonly nn.Module<Tensor, Tensor> norm;

    public ConvolutionNorm(string name, int inputs, int outputs, int kernel)
        : base(name)
    {
        convolution = nn.Conv2d(inputs, outputs, kernel, padding: kernel / 2, bias: false);
        norm = nn.BatchNorm2d(outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => norm.call(convolution.call(input));
}
