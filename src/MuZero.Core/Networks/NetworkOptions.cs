using System.ComponentModel.DataAnnotations;
using MuZero.Numerics;

namespace MuZero.Networks;

/// <summary>The sizes and kinds of representation, dynamics and prediction.</summary>
public enum NetworkKind
{
    /// <summary>By the observation: a vector gets <see cref="Mlp"/>, planes get <see cref="Residual"/>.</summary>
    Auto,

    /// <summary>Fully connected layers over a latent vector.</summary>
    Mlp,

    /// <summary>A residual tower of 3x3 convolutions over latent planes.</summary>
    Residual,
}

/// <summary>The encoding of value and reward predictions.</summary>
public enum HeadKind
{
    /// <summary>By the range of returns: within [-1, 1] <see cref="Scalar"/>, wider <see cref="Categorical"/>.</summary>
    Auto,

    /// <summary>One number, squared error (MuZero's board games).</summary>
    Scalar,

    /// <summary>A distribution over the support of h-transformed returns, cross-entropy (MuZero, appendix F).</summary>
    Categorical,
}

/// <summary>The activation after each fully connected hidden layer.</summary>
public enum ActivationKind
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x if positive, else e^x - 1.</summary>
    Elu,
}

/// <summary>The planes that encode an action for a residual tower.</summary>
public enum ActionPlaneKind
{
    /// <summary>By the game: its own planes if it has any, else one plane with the action's point on a board, else as few planes as tell
    /// the actions apart (<see cref="ActionEncoding"/>).</summary>
    Auto,

    /// <summary>A plane per action, filled with 1.</summary>
    PerAction,

    /// <summary>One plane filled with the action divided by the number of actions (muzero-general).</summary>
    Constant,
}

/// <summary>The three networks' sizes.</summary>
public sealed record NetworkOptions
{
    /// <summary>The kind of the layers.</summary>
    /// <value>Default <see cref="NetworkKind.Auto"/>.</value>
    public NetworkKind Kind { get; init; } = NetworkKind.Auto;

    /// <summary>Residual: planes of the latent.</summary>
    /// <remarks>MuZero 256 (Go), AlphaZero.jl 128 (connect four), LightZero 16 (tic-tac-toe).</remarks>
    /// <value>Default 64.</value>
    [Range(1, 4096)]
    [TuningRange(8, 256, Log = true)]
    public int Channels { get; init; } = 64;

    /// <summary>Residual: blocks of two convolutions in representation and dynamics.</summary>
    /// <remarks>MuZero 16 (Go, Atari).</remarks>
    /// <value>Default 2.</value>
    [Range(0, 256)]
    [TuningRange(1, 8)]
    public int Blocks { get; init; } = 2;

    /// <summary>Residual: planes that each head's 1x1 convolution keeps.</summary>
    /// <value>Default 8.</value>
    [Range(1, 4096)]
    [TuningRange(1, 32, Log = true)]
    public int HeadChannels { get; init; } = 8;

    /// <summary>Residual: planes that the policy's 1x1 convolution keeps; 0 takes <see cref="HeadChannels"/>.</summary>
    /// <value>Default 0.</value>
    [Range(0, 4096)]
    public int PolicyChannels { get; init; }

    /// <summary>Residual: planes that the value's 1x1 convolution keeps; 0 takes <see cref="HeadChannels"/>.</summary>
    /// <value>Default 0.</value>
    [Range(0, 4096)]
    public int ValueChannels { get; init; }

    /// <summary>Residual: planes that the reward's 1x1 convolution keeps; 0 takes <see cref="HeadChannels"/>.</summary>
    /// <value>Default 0.</value>
    [Range(0, 4096)]
    public int RewardChannels { get; init; }

    /// <summary>Residual: blocks of prediction's own tower, before the policy and value heads; 0 puts the heads on the latent.</summary>
    /// <remarks>MuZero and muzero-general as many as <see cref="Blocks"/>.</remarks>
    /// <value>Default 0.</value>
    [Range(0, 256)]
    public int PredictionBlocks { get; init; }

    /// <summary>Residual: how actions become planes.</summary>
    /// <value>Default <see cref="ActionPlaneKind.Auto"/>.</value>
    public ActionPlaneKind ActionPlanes { get; init; } = ActionPlaneKind.Auto;

    /// <summary>MLP: numbers in the latent vector.</summary>
    /// <value>Default 64.</value>
    [Range(1, 65536)]
    [TuningRange(16, 256, Log = true)]
    public int LatentSize { get; init; } = 64;

    /// <summary>Width of each fully connected hidden layer, of the heads in a residual network too.</summary>
    /// <value>Default 64.</value>
    [Range(1, 65536)]
    [TuningRange(16, 512, Log = true)]
    public int HiddenSize { get; init; } = 64;

    /// <summary>The activation after each fully connected hidden layer.</summary>
    /// <remarks>muzero-general elu, MuZero relu.</remarks>
    /// <value>Default <see cref="ActivationKind.Relu"/>.</value>
    public ActivationKind Activation { get; init; } = ActivationKind.Relu;

    /// <summary>MLP: representation has a hidden layer; if false, it is one linear layer.</summary>
    /// <value>Default true.</value>
    public bool RepresentationHidden { get; init; } = true;

    /// <summary>The encoding of value and reward predictions.</summary>
    /// <value>Default <see cref="HeadKind.Auto"/>.</value>
    public HeadKind Heads { get; init; } = HeadKind.Auto;

    /// <summary>M of Stochastic MuZero: the codes by which the learned model tells the outcomes of chance apart. An action then leads to an
    /// afterstate and a code from there to the next state. 0 is MuZero, whose model expects one next state. For MuZero in games with
    /// chance.</summary>
    /// <remarks>Stochastic MuZero 32.</remarks>
    /// <value>Default 0.</value>
    [Range(0, 1024)]
    public int ChanceCodes { get; init; }

    /// <summary>With chance codes: the outcome that fell is the code, in place of an encoder that learns codes from observations. One more
    /// code than the game has outcomes stands for moves that no chance followed; of several outcomes the last one counts.</summary>
    /// <remarks>Stochastic MuZero false, LightZero in 2048 true.</remarks>
    /// <value>Default false.</value>
    public bool ChanceLabels { get; init; }

    /// <summary>MuZero: steps after which the value prefix begins again. The reward head has a memory and learns the sum of the rewards
    /// since then, not each reward alone; docs/ALGORITHM.md 2.5. 0 learns each reward. For games of one player; training takes
    /// libtorch.</summary>
    /// <remarks>EfficientZero 5.</remarks>
    /// <value>Default 0.</value>
    [Range(0, 1000)]
    public int ValuePrefix { get; init; }

    /// <summary>Categorical heads: the support is the integers -n to n after the h-transform. 0 derives it from the range of
    /// returns.</summary>
    /// <remarks>MuZero 300 (Atari), which covers returns of 58,705.</remarks>
    /// <value>Default 0.</value>
    [Range(0, 100_000)]
    [TuningRange(5, 300, Log = true)]
    public int SupportSize { get; init; }
}
