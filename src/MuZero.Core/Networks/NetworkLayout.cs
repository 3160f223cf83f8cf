using MuZero.Errors;
using MuZero.Files.Safetensors;

namespace MuZero.Networks;

/// <summary>Every layer of a network by name, in the order of a weights file. Inference, training, libtorch and tests build from
/// it.</summary>
/// <param name="Height">Points of a plane; 1 for an MLP.</param>
/// <param name="Width">Points of a plane; 1 for an MLP.</param>
/// <param name="Parts">Trunks and heads.</param>
public sealed record NetworkLayout(int Height, int Width, IReadOnlyList<PartLayout> Parts)
{
    /// <summary>Observation to latent (MuZero's h).</summary>
    public const string Representation = "representation";

    /// <summary>Latent and action to the afterstate's latent (Stochastic MuZero's phi); absent without chance codes.</summary>
    public const string AfterstateDynamics = "afterstate_dynamics";

    /// <summary>Latent and action to the next latent (MuZero's g); with chance codes afterstate and code (Stochastic MuZero's g).</summary>
    public const string Dynamics = "dynamics";

    /// <summary>Latent to the features that the policy and value heads share; absent if they read the latent.</summary>
    public const string Prediction = "prediction";

    /// <summary>The head that reads the latent after a step: its reward.</summary>
    public const string Reward = "reward";

    /// <summary>The head that reads the observation after a step from its latent; absent without a reconstruction loss.</summary>
    public const string Decoder = "decoder";

    /// <summary>Latent to the numbers in which the consistency loss compares latents; absent without that loss, which alone runs
    /// it.</summary>
    public const string Projection = "projection";

    /// <summary>Projection of an unrolled latent to that of the observation there; absent without a consistency loss.</summary>
    public const string Predictor = "predictor";

    /// <summary>Policy logits; with continuous actions a Gaussian's means and unbounded logarithms of standard deviations.</summary>
    public const string Policy = "policy";

    /// <summary>The return for the player to move.</summary>
    public const string Value = "value";

    /// <summary>Logits of the player to move, as the number of seats after the player who moved; for games in which turns follow no
    /// order.</summary>
    public const string ToPlay = "to_play";

    /// <summary>The return for the player who reached the afterstate (Stochastic MuZero's Q).</summary>
    public const string AfterstateValue = "afterstate_value";

    /// <summary>Logits of the chance codes that may follow an afterstate (Stochastic MuZero's sigma).</summary>
    public const string Chance = "chance";

    /// <summary>Observation to the features of <see cref="ChanceCode"/> (Stochastic MuZero's e); absent if outcomes are the codes. Only
    /// training runs it.</summary>
    public const string Encoder = "encoder";

    /// <summary>A number per code; the largest is the code of the chance that led to an observation.</summary>
    public const string ChanceCode = "chance_code";

    /// <summary>The smallest divisor of a latent's scaling: if its numbers are closer than this, they count as equal
    /// (muzero-general).</summary>
    public const float SmallestSpread = 1e-5f;

    /// <summary>Points of a plane; 1 for an MLP.</summary>
    public int Points => Height * Width;

    /// <summary>The trunks, in order.</summary>
    public IEnumerable<TrunkLayout> Trunks => Parts.OfType<TrunkLayout>();

    /// <summary>The heads, in order.</summary>
    public IEnumerable<HeadLayout> Heads => Parts.OfType<HeadLayout>();

    /// <summary>The layout of a shape.</summary>
    public static NetworkLayout Of(NetworkShape shape)
    {
        bool residual = shape.Kind == NetworkKind.Residual;
        (int height, int width) = shape.Plane;
        int latent = residual ? shape.Channels : shape.LatentSize;
        int observation = residual ? shape.Observation.Planes : shape.Observation.Length;
        List<PartLayout> parts = [new TrunkLayout(Representation, observation, Trunk(shape, observation, shape.RepresentationHidden))];
        if (shape.Dynamics)
        {
            int inputs = latent + shape.ActionPlanes;
            if (shape.ChanceCodes > 0)
            {
                parts.Add(new TrunkLayout(AfterstateDynamics, inputs, Trunk(shape, inputs, hidden: true)));
                inputs = latent + shape.ChanceCodes;
            }

            parts.Add(new TrunkLayout(Dynamics, inputs, Trunk(shape, inputs, hidden: true)));
            HeadLayout reward = OfSeats(shape, Head(
                Reward, HeadInput.Latent, shape, shape.RewardChannels, shape.RewardBins * shape.Seats, Code(shape.RewardBins)));
            parts.Add(shape.ValuePrefix > 0 ? WithMemory(reward, shape.HiddenSize) : reward);
            if (shape.Decoder)
            {
                parts.Add(new HeadLayout(Decoder, HeadInput.Latent, HeadCode.Plain,
                    [new LinearLayout("linear", latent, observation, IsPointwise: residual)]));
            }

            parts.AddRange(shape.Projection ? ConsistencyParts(shape, latent * height * width) : []);
        }

        if (residual && shape.PredictionBlocks > 0)
        {
            parts.Add(new TrunkLayout(Prediction, latent, [.. Blocks(shape.Channels, shape.PredictionBlocks)]));
        }

        parts.AddRange(shape.Heads.Select(head => head.Name switch
        {
            Policy => Head(Policy, HeadInput.Features, shape, shape.PolicyChannels, head.Outputs,
                shape.ActionDimensions > 0 ? HeadCode.Plain : HeadCode.Logits),
            Value => OfSeats(shape, Head(
                Value, HeadInput.Features, shape, shape.ValueChannels, head.Outputs, Code(head.Outputs / shape.Seats))),
            _ => Head(head.Name, HeadInput.Features, shape, shape.HeadChannels, head.Outputs, HeadCode.Plain),
        }));
        parts.AddRange(shape.ChanceCodes > 0 ? ChanceParts(shape, observation) : []);
        return new NetworkLayout(height, width, parts);
    }

    /// <summary>The trunk of a name, or null.</summary>
    public TrunkLayout? Trunk(string name) => Trunks.FirstOrDefault(trunk => trunk.Name == name);

    /// <summary>The head of a name, or null.</summary>
    public HeadLayout? Head(string name) => Heads.FirstOrDefault(head => head.Name == name);

    /// <summary>Every tensor, in file order.</summary>
    public IEnumerable<TensorLayout> Tensors()
        => Parts.SelectMany(part => part.Layers.SelectMany(layer => layer.Tensors(part.Name)));

    /// <summary>Throws if a weights file lacks a tensor or has it in another shape or type.</summary>
    /// <exception cref="IncompatibleException">The message names the first such tensor.</exception>
    public void RequireFits(SafetensorsFile file)
    {
        foreach (TensorLayout tensor in Tensors())
        {
            file.RequireFits(tensor.Name, tensor.Kind == TensorKind.Counter ? SafetensorsType.I64 : SafetensorsType.F32, [.. tensor.Shape]);
        }
    }

    private static IEnumerable<PartLayout> ChanceParts(NetworkShape shape, int observation)
    {
        yield return Head(AfterstateValue, HeadInput.Afterstate, shape, shape.ValueChannels, shape.ValueBins, Code(shape.ValueBins));
        yield return Head(Chance, HeadInput.Afterstate, shape, shape.HeadChannels, shape.ChanceCodes, HeadCode.Logits);
        if (!shape.ChanceLabels)
        {
            yield return new TrunkLayout(Encoder, observation, Trunk(shape, observation, shape.RepresentationHidden));
            yield return Head(
                ChanceCode, HeadInput.Encoding, shape, shape.HeadChannels, shape.ChanceCodes, HeadCode.Plain, startsAtZero: false);
        }
    }

    // SimSiam's two perceptrons without batch norm (EfficientZero, section 4.1). The predictor's middle is narrow.
    private static IEnumerable<PartLayout> ConsistencyParts(NetworkShape shape, int latent)
    {
        int size = shape.HiddenSize;
        yield return new TrunkLayout(Projection, latent, Perceptron(latent, size));
        yield return new TrunkLayout(Predictor, size, Perceptron(size, Math.Max(1, size / 2)));

        LayerLayout[] Perceptron(int inputs, int middle) =>
            [new LinearLayout("linear1", inputs, middle, shape.Activation), new LinearLayout("linear2", middle, size)];
    }

    // The reward head with a recurrent layer in front of its perceptron (EfficientZero's value prefix).
    private static HeadLayout WithMemory(HeadLayout head, int size)
    {
        LinearLayout first = (LinearLayout)head.Layers[^2];
        return head with
        {
            Layers =
            [
                .. head.Layers.SkipLast(2), new LstmLayout("lstm", first.Inputs, size), first with { Inputs = size }, head.Layers[^1],
            ],
        };
    }

    private static IReadOnlyList<LayerLayout> Trunk(NetworkShape shape, int inputs, bool hidden)
        => shape.Kind == NetworkKind.Residual
            ? [new ConvolutionLayout("stem", inputs, shape.Channels, Kernel: 3), .. Blocks(shape.Channels, shape.Blocks)]
            : hidden
                ? [new LinearLayout("linear1", inputs, shape.HiddenSize, shape.Activation),
                    new LinearLayout("linear2", shape.HiddenSize, shape.LatentSize)]
                : [new LinearLayout("linear1", inputs, shape.LatentSize)];

    private static IEnumerable<LayerLayout> Blocks(int channels, int blocks)
        => Enumerable.Range(1, blocks).Select(block => new ResidualLayout($"block{block}", channels));

    private static HeadLayout Head(
        string name, HeadInput reads, NetworkShape shape, int channels, int outputs, HeadCode code, bool startsAtZero = true)
    {
        if (shape.Kind == NetworkKind.Mlp)
        {
            return new HeadLayout(name, reads, code, [.. Perceptron("", shape.LatentSize)]);
        }

        int inputs = channels * shape.Plane.Height * shape.Plane.Width;
        return new HeadLayout(name, reads, code,
            [new ConvolutionLayout("squeeze", shape.Channels, channels, Kernel: 1), .. Perceptron("perceptron.", inputs)]);

        // The last layer begins at zero, so that an untrained head predicts nothing (EfficientZero). Codes must differ from the start.
        IEnumerable<LayerLayout> Perceptron(string prefix, int from) =>
        [
            new LinearLayout($"{prefix}linear1", from, shape.HiddenSize, shape.Activation),
            new LinearLayout($"{prefix}linear2", shape.HiddenSize, outputs, StartsAtZero: startsAtZero),
        ];
    }

    private static HeadLayout OfSeats(NetworkShape shape, HeadLayout head) => head with { Seats = shape.Seats };

    private static HeadCode Code(int bins) => bins == 1 ? HeadCode.Scalar : HeadCode.Categorical;
}

/// <summary>The input of a head.</summary>
public enum HeadInput
{
    /// <summary>The latent itself.</summary>
    Latent,

    /// <summary>The output of <see cref="NetworkLayout.Prediction"/> if there is one, else the latent.</summary>
    Features,

    /// <summary>The latent of an afterstate.</summary>
    Afterstate,

    /// <summary>The output of <see cref="NetworkLayout.Encoder"/>.</summary>
    Encoding,
}

/// <summary>The meaning of a head's output.</summary>
public enum HeadCode
{
    /// <summary>Unnormalised log probabilities.</summary>
    Logits,

    /// <summary>One number per seat, whose tanh is a return in [-1, 1].</summary>
    Scalar,

    /// <summary>Logits over a <see cref="Support"/>, seat after seat.</summary>
    Categorical,

    /// <summary>The numbers themselves.</summary>
    Plain,
}

/// <summary>A part of a network: its name, which begins the names of its tensors, and its layers.</summary>
public abstract record PartLayout(string Name, IReadOnlyList<LayerLayout> Layers);

/// <summary>Layers from one feature to the next.</summary>
/// <param name="Name">In a weights file.</param>
/// <param name="Inputs">Numbers (MLP) or planes (residual).</param>
/// <param name="Layers">In order.</param>
public sealed record TrunkLayout(string Name, int Inputs, IReadOnlyList<LayerLayout> Layers) : PartLayout(Name, Layers)
{
    /// <summary>Numbers or planes that come out.</summary>
    public int Outputs => Layers.Count > 0 ? Layers[^1].Outputs : Inputs;
}

/// <summary>Layers from features to a prediction. A linear layer after a convolution reads all planes, channel by channel.</summary>
/// <param name="Name">In a weights file.</param>
/// <param name="Reads">Its input.</param>
/// <param name="Code">The meaning of its output.</param>
/// <param name="Layers">In order.</param>
public sealed record HeadLayout(string Name, HeadInput Reads, HeadCode Code, IReadOnlyList<LayerLayout> Layers) : PartLayout(Name, Layers)
{
    /// <summary>Actions, bins, numbers or planes that come out.</summary>
    public int Outputs => Layers[^1].Outputs;

    /// <summary>Returns that come out, one per seat.</summary>
    public int Seats { get; init; } = 1;

    /// <summary>Outputs of one seat.</summary>
    public int Bins => Outputs / Seats;
}
