using MuZero.Networks;
using MuZero.Numerics;
using TorchSharp;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace MuZero.Torch.Modules;

/// <summary>A network on libtorch, built from its layout: tensors by the names of a weights file, and the layers as functions of
/// them.</summary>
/// <remarks>Shapes are checked here: libtorch ends the process on a product of mismatched matrices.</remarks>
internal sealed class LayoutModule : IDisposable
{
    private static readonly Scalar _smallestSpread = NetworkLayout.SmallestSpread;

    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>A module with fresh weights.</summary>
    /// <param name="layout">The layers.</param>
    /// <param name="random">Draws the weights, as every backend does.</param>
    /// <param name="device">The device that computes.</param>
    /// <param name="precision">Of weights and statistics.</param>
    public LayoutModule(NetworkLayout layout, RandomStream random, Device device, ScalarType precision = ScalarType.Float32)
    {
        (Layout, Device) = (layout, device);
        foreach (TensorLayout tensor in layout.Tensors())
        {
            float[] numbers = new float[tensor.Length];
            tensor.Draw(numbers, random);
            long[] shape = [.. tensor.Shape];
            using Tensor local = TorchTensors.FromFloats(numbers, shape);
            Tensor placed = local.to(tensor.Kind == TensorKind.Counter ? ScalarType.Int64 : precision, device, copy: true);
            _tensors[tensor.Name] = tensor.Kind == TensorKind.Weight ? new TorchParameter(placed) : placed.DetachFromDisposeScope();
            if (_tensors[tensor.Name] is TorchParameter weight)
            {
                Weights.Add(weight);
                weight.DetachFromDisposeScope();
            }
            else
            {
                Statistics.Add(_tensors[tensor.Name]);
            }
        }
    }

    /// <summary>The layers.</summary>
    public NetworkLayout Layout { get; }

    /// <summary>The device that computes.</summary>
    public Device Device { get; }

    /// <summary>True while batch norm takes the statistics of the batch and updates the running ones.</summary>
    public bool IsTraining { get; set; }

    /// <summary>The trained tensors, in file order.</summary>
    public List<TorchParameter> Weights { get; } = [];

    /// <summary>The batch norms' statistics and counters, in file order.</summary>
    public List<Tensor> Statistics { get; } = [];

    /// <summary>The tensor of a name.</summary>
    public Tensor this[string name] => _tensors[name];

    /// <summary>h: [batch, observation] to a scaled latent.</summary>
    public Tensor Represent(Tensor observations) => ScaleLatent(Run(Layout.Trunk(NetworkLayout.Representation)!, observations));

    /// <summary>g: latent and encoded actions, side by side, to the next latent.</summary>
    /// <exception cref="InvalidOperationException">The network has no dynamics.</exception>
    public Tensor Advance(Tensor latent, Tensor actions)
    {
        TrunkLayout dynamics = Layout.Trunk(NetworkLayout.Dynamics)
            ?? throw new InvalidOperationException(
                "This network has no dynamics: it was built for AlphaZero, which steps through the game's rules.");
        return ScaleLatent(Run(dynamics, cat(new[] { latent, actions }, 1)));
    }

    /// <summary>phi: latent and encoded actions to the afterstate's latent.</summary>
    /// <exception cref="InvalidOperationException">The network has no chance codes.</exception>
    public Tensor Afterstate(Tensor latent, Tensor actions)
    {
        TrunkLayout dynamics = Layout.Trunk(NetworkLayout.AfterstateDynamics)
            ?? throw new InvalidOperationException("This network has no chance codes, so its model has no afterstates.");
        return ScaleLatent(Run(dynamics, cat(new[] { latent, actions }, 1)));
    }

    /// <summary>[batch, M] codes as dynamics receives them: themselves, or a constant plane each.</summary>
    public Tensor CodePlanes(Tensor codes)
        => Layout.Points == 1
            ? codes
            : codes.unsqueeze(-1).unsqueeze(-1).expand(codes.shape[0], codes.shape[1], Layout.Height, Layout.Width);

    /// <summary>The features that heads other than the reward's read: prediction's output, or the latent.</summary>
    public Tensor Features(Tensor latent) => Layout.Trunk(NetworkLayout.Prediction) is { } prediction ? Run(prediction, latent) : latent;

    /// <summary>The output of a part's layers, one after the other; [batch, outputs] of a head.</summary>
    public Tensor Run(PartLayout part, Tensor input) => part.Layers.Aggregate(input, (x, layer) => Layer(part.Name, layer, x));

    /// <summary>The output of a head with a memory.</summary>
    /// <param name="head">The head.</param>
    /// <param name="input">[batch, ...latent].</param>
    /// <param name="state">[batch, 2 H] hidden state and cell, before and after.</param>
    public Tensor Run(HeadLayout head, Tensor input, ref Tensor state)
    {
        foreach (LayerLayout layer in head.Layers)
        {
            input = layer is LstmLayout memory ? Remember(head.Name, memory, input, ref state) : Layer(head.Name, layer, input);
        }

        return input;
    }

    public void Dispose()
    {
        foreach (Tensor tensor in _tensors.Values)
        {
            tensor.Dispose();
        }
    }

    /// <summary>True for the layers that <see cref="LayoutModule"/> computes.</summary>
    public static bool Knows(LayerLayout layer) => layer is LinearLayout or ConvolutionLayout or ResidualLayout or LstmLayout;

    private Tensor Layer(string part, LayerLayout layer, Tensor input) => layer switch
    {
        LinearLayout { IsPointwise: true } linear => Pointwise(part, linear, input),
        LinearLayout linear => Linear(part, linear, input.dim() > 2 ? input.flatten(1) : input),
        ConvolutionLayout convolution => nn.functional.relu(Convolution(part, convolution, input)),
        ResidualLayout block => nn.functional.relu(
            Convolution(part, block.Second, nn.functional.relu(Convolution(part, block.First, input))).add(input, TorchTensors.One)),
        _ => throw new NotSupportedException($"libtorch's modules have no layer {layer.GetType().Name} ({part}.{layer.Name})."),
    };

    private Tensor Remember(string part, LstmLayout layer, Tensor input, ref Tensor state)
    {
        Tensor[] before = state.chunk(2, 1);
        Tensor[] gates = Linear(part, layer.Gates, cat(new[] { input.flatten(1), before[0] }, 1)).chunk(4, 1);
        Tensor cell = gates[1].sigmoid().mul(before[1]).add(gates[0].sigmoid().mul(gates[2].tanh()), TorchTensors.One);
        Tensor hidden = gates[3].sigmoid().mul(cell.tanh());
        state = cat(new[] { hidden, cell }, 1);
        return hidden;
    }

    private Tensor Linear(string part, LinearLayout layer, Tensor input)
    {
        RequireInputs(part, layer, input);
        Tensor sums = nn.functional.linear(input, _tensors[$"{part}.{layer.Name}.weight"], _tensors[$"{part}.{layer.Name}.bias"]);
        return layer.Activation switch
        {
            ActivationKind.Relu => nn.functional.relu(sums),
            ActivationKind.Elu => sums.elu(TorchTensors.One, TorchTensors.One, TorchTensors.One),
            _ => sums,
        };
    }

    private Tensor Pointwise(string part, LinearLayout layer, Tensor input)
    {
        RequireInputs(part, layer, input);
        Tensor weight = _tensors[$"{part}.{layer.Name}.weight"].view(layer.Outputs, layer.Inputs, 1, 1);
        return nn.functional.conv2d(input, weight, _tensors[$"{part}.{layer.Name}.bias"]);
    }

    private Tensor Convolution(string part, ConvolutionLayout layer, Tensor input)
    {
        RequireInputs(part, layer, input);
        string norm = $"{part}.{layer.Name}.norm";
        long padding = layer.Kernel / 2;
        Tensor sums = nn.functional.conv2d(input, _tensors[$"{part}.{layer.Name}.convolution.weight"], padding: [padding, padding]);
        if (IsTraining)
        {
            using IDisposable noGradient = no_grad();
            _tensors[$"{norm}.num_batches_tracked"].add_(TorchTensors.One, TorchTensors.One);
        }

        return nn.functional.batch_norm(
            sums, _tensors[$"{norm}.running_mean"], _tensors[$"{norm}.running_var"], _tensors[$"{norm}.weight"], _tensors[$"{norm}.bias"],
            IsTraining, ConvolutionLayout.NormMomentum, ConvolutionLayout.NormEpsilon);
    }

    private static void RequireInputs(string part, LayerLayout layer, Tensor input)
    {
        if (input.shape[1] != layer.Inputs)
        {
            throw new ArgumentException($"{part}.{layer.Name} takes {layer.Inputs} inputs and was given {input.shape[1]}.", nameof(input));
        }
    }

    // s <- (s - min s) / (max s - min s), per sample for vectors, per plane for planes (MuZero, appendix G).
    private static Tensor ScaleLatent(Tensor latent)
    {
        Tensor flat = latent.dim() == 2 ? latent : latent.flatten(2);

        // min and max with their places: their gradient goes to one number each, at half the cost of spreading it over equal ones.
        Tensor shifted = flat.sub(flat.min(-1, keepdim: true).values);
        Tensor scaled = shifted.div(shifted.max(-1, keepdim: true).values.clamp_min(_smallestSpread));
        return latent.dim() == 2 ? scaled : scaled.view(latent.shape);
    }
}
