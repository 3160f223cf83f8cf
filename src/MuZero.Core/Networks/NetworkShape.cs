using System.Globalization;
using MuZero.Errors;
using MuZero.Games;

namespace MuZero.Networks;

/// <summary>A head on the features: its name in a weights file, and the numbers that come out.</summary>
public readonly record struct HeadShape(string Name, int Outputs);

/// <summary>A network as it is built: the game's shapes and the options, nothing left to derive. Two networks exchange weights when their
/// shapes are equal.</summary>
public sealed record NetworkShape
{
    /// <summary>The game's id.</summary>
    public required string Game { get; init; }

    /// <summary>The game's version.</summary>
    public required int GameVersion { get; init; }

    /// <summary>The input of representation.</summary>
    public required ObservationShape Observation { get; init; }

    /// <summary>A, the number of actions.</summary>
    public required int Actions { get; init; }

    /// <summary>D, the dimensions of continuous actions (<see cref="GameSpec.ActionBox"/>); 0 in other games. The policy head then has the
    /// 2 D numbers of a Gaussian, and dynamics receives actions as vectors.</summary>
    public int ActionDimensions { get; init; }

    /// <summary>Outputs of the policy head: a logit per action, or a Gaussian's numbers.</summary>
    internal int PolicyOutputs => ActionDimensions > 0 ? GaussianPolicy.Outputs(ActionDimensions) : Actions;

    /// <summary>Numbers (MLP) or planes (residual) that an action becomes for dynamics.</summary>
    public required int ActionPlanes { get; init; }

    /// <summary><see cref="NetworkKind.Mlp"/> or <see cref="NetworkKind.Residual"/>.</summary>
    public required NetworkKind Kind { get; init; }

    /// <summary>False for AlphaZero, which needs no dynamics.</summary>
    public required bool Dynamics { get; init; }

    /// <summary>Bins of a value: 1 for a scalar in [-1, 1], else 2n + 1.</summary>
    public required int ValueBins { get; init; }

    /// <summary>Bins of a reward, likewise; 0 without dynamics.</summary>
    public required int RewardBins { get; init; }

    /// <summary>See <see cref="NetworkOptions.Channels"/>.</summary>
    public required int Channels { get; init; }

    /// <summary>See <see cref="NetworkOptions.Blocks"/>.</summary>
    public required int Blocks { get; init; }

    /// <summary>See <see cref="NetworkOptions.HeadChannels"/>.</summary>
    public required int HeadChannels { get; init; }

    /// <summary>See <see cref="NetworkOptions.LatentSize"/>.</summary>
    public required int LatentSize { get; init; }

    /// <summary>See <see cref="NetworkOptions.HiddenSize"/>.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>See <see cref="NetworkOptions.PolicyChannels"/>; never 0.</summary>
    public int PolicyChannels { get => field > 0 ? field : HeadChannels; init; }

    /// <summary>See <see cref="NetworkOptions.ValueChannels"/>; never 0.</summary>
    public int ValueChannels { get => field > 0 ? field : HeadChannels; init; }

    /// <summary>See <see cref="NetworkOptions.RewardChannels"/>; never 0.</summary>
    public int RewardChannels { get => field > 0 ? field : HeadChannels; init; }

    /// <summary>The heads on the features, in the order of a weights file. A value is always among them, because a cut episode
    /// bootstraps from it; the policy may be absent, and others may follow.</summary>
    /// <value>Default policy and value.</value>
    public IReadOnlyList<HeadShape> Heads { get => field ?? UsualHeads; init; }

    /// <summary>See <see cref="NetworkOptions.PredictionBlocks"/>.</summary>
    public int PredictionBlocks { get; init; }

    /// <summary>True if a decoder reads observations from the latents, for <see cref="Learning.TrainingOptions.ReconstructionLossWeight"/>;
    /// play has no use for it.</summary>
    public bool Decoder { get; init; }

    /// <summary>True if latents are compared for <see cref="Learning.TrainingOptions.ConsistencyLossWeight"/>; play has no use for
    /// it.</summary>
    public bool Projection { get; init; }

    /// <summary>See <see cref="NetworkOptions.ValuePrefix"/>; 0 without dynamics.</summary>
    public int ValuePrefix { get; init; }

    /// <summary>See <see cref="NetworkOptions.ActionPlanes"/>.</summary>
    public ActionPlaneKind ActionPlaneKind { get; init; }

    /// <summary>See <see cref="NetworkOptions.Activation"/>.</summary>
    public ActivationKind Activation { get; init; }

    /// <summary>See <see cref="NetworkOptions.ChanceCodes"/>; 0 without dynamics.</summary>
    public int ChanceCodes { get; init; }

    /// <summary>See <see cref="NetworkOptions.ChanceLabels"/>; false without chance codes.</summary>
    public bool ChanceLabels { get; init; }

    /// <summary>Values of a position and rewards of a step: 1, or one per player of more than two (<see cref="Games.Seats.Values"/>). Entry
    /// j belongs to the j-th seat after the player to move; of rewards to the j-th seat after the player who moved.</summary>
    public int Seats { get; init; } = 1;

    /// <summary>See <see cref="NetworkOptions.RepresentationHidden"/>.</summary>
    public bool RepresentationHidden { get; init; } = true;

    /// <summary>The shape of a game's network under options.</summary>
    /// <param name="game">The game.</param>
    /// <param name="options">Sizes; what they leave open is derived from the game.</param>
    /// <param name="dynamics">False for AlphaZero.</param>
    /// <exception cref="UserException">The options do not fit the game.</exception>
    public static NetworkShape For(IGame game, NetworkOptions options, bool dynamics)
    {
        GameSpec spec = game.Spec;
        bool scalar = options.Heads == HeadKind.Scalar
            || (options.Heads == HeadKind.Auto && spec.MinReturn >= -1.0f && spec.MaxReturn <= 1.0f);
        if (scalar && (spec.MinReturn < -1.0f || spec.MaxReturn > 1.0f))
        {
            throw UserException.Usage(string.Create(CultureInfo.InvariantCulture,
                $"network.heads is Scalar, which predicts within [-1, 1], but returns of {spec.Id} range over [{spec.MinReturn}, "
                    + $"{spec.MaxReturn}]. Set network.heads to Categorical or Auto."));
        }

        int bins = scalar ? 1
            : options.SupportSize > 0 ? (2 * options.SupportSize) + 1
            : Support.For(spec.MinReturn, spec.MaxReturn).Bins;
        NetworkKind kind = options.Kind != NetworkKind.Auto ? options.Kind
            : spec.Observation.IsVector ? NetworkKind.Mlp : NetworkKind.Residual;
        if (kind == NetworkKind.Residual && spec.Observation.IsVector)
        {
            // Each plane would be one point, which scaling within its plane makes a constant.
            throw UserException.Usage(
                $"network.kind is Residual, but {spec.Id} observes a vector of {spec.Observation.Length} numbers, without planes to "
                    + "convolve. Set network.kind to Mlp or Auto.");
        }

        if (kind == NetworkKind.Residual && spec.ActionBox is not null)
        {
            throw UserException.Usage(
                $"network.kind is Residual, but {spec.Id} has continuous actions, which only perceptrons take in. "
                    + "Set network.kind to Mlp.");
        }

        ActionEncoding actions = ActionEncoding.Of(game, kind, options.ActionPlanes);
        if (dynamics)
        {
            actions.RequireFits(spec);
        }

        return new NetworkShape
        {
            Game = spec.Id,
            GameVersion = spec.Version,
            Observation = spec.Observation,
            Actions = spec.Actions,
            ActionDimensions = spec.Dimensions(),
            ActionPlanes = actions.Planes,
            Kind = kind,
            Dynamics = dynamics,
            ValueBins = bins,
            RewardBins = dynamics ? bins : 0,
            Channels = options.Channels,
            Blocks = options.Blocks,
            HeadChannels = options.HeadChannels,
            LatentSize = options.LatentSize,
            HiddenSize = options.HiddenSize,
            PolicyChannels = options.PolicyChannels,
            ValueChannels = options.ValueChannels,
            RewardChannels = options.RewardChannels,
            PredictionBlocks = options.PredictionBlocks,
            ActionPlaneKind = options.ActionPlanes,
            Activation = options.Activation,
            RepresentationHidden = options.RepresentationHidden,
            ChanceCodes = dynamics ? options.ChanceCodes : 0,
            ChanceLabels = dynamics && options.ChanceCodes > 0 && options.ChanceLabels,
            ValuePrefix = dynamics ? options.ValuePrefix : 0,
            Seats = Games.Seats.Values(spec),
        };
    }

    /// <summary>The largest return and reward, of either sign, that the heads express; larger targets are clipped. A ten-thousandth more
    /// than the last bin's return, so that rounding counts as none.</summary>
    internal float LargestReturn => (float)(1.0001 * (Support.Of(ValueBins) is { } support ? Support.Inverse(support.Size) : 1.0));

    /// <summary>Height and width of latent planes; 1 by 1 for an MLP.</summary>
    public (int Height, int Width) Plane => Kind == NetworkKind.Residual ? (Observation.Height, Observation.Width) : (1, 1);

    /// <summary>The numbers of a hidden state.</summary>
    public int LatentLength => Kind == NetworkKind.Residual ? Channels * Plane.Height * Plane.Width : LatentSize;

    /// <summary>The shape as a weights file's metadata. Later additions to the format are written only if they differ from their default,
    /// so that files from before remain valid.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata()
        => Members().Where(member => member.Ours != member.Usual).ToDictionary(member => member.Key, member => member.Ours);

    /// <summary>Throws if a weights file's metadata names another shape.</summary>
    /// <param name="metadata">The file's metadata.</param>
    /// <param name="source">What the message calls the file.</param>
    /// <exception cref="IncompatibleException">The message names the first difference.</exception>
    public void RequireSame(IReadOnlyDictionary<string, string> metadata, string source)
    {
        foreach ((string key, string ours, string? usual) in Members())
        {
            // Without dynamics no action is encoded.
            string? theirs = metadata.GetValueOrDefault(key) ?? usual;
            if (theirs != ours && (Dynamics || key is not ("action_planes" or "action_plane_kind")))
            {
                throw new IncompatibleException(
                    $"{source} has {key.Replace('_', ' ')} {theirs ?? "unknown"}; this network has {ours}. Use the options those weights "
                        + "were trained with, or start a new run.");
            }
        }
    }

    private HeadShape[] UsualHeads => [new(NetworkLayout.Policy, PolicyOutputs), new(NetworkLayout.Value, ValueBins * Seats)];

    // Usual: what files that lack the member were written with.
    private (string Key, string Ours, string? Usual)[] Members() =>
    [
        ("format", "muzero-1", null),
        ("game", Game, null),
        ("game_version", Text(GameVersion), null),
        ("observation", Observation.ToString(), null),
        ("actions", Text(Actions), null),
        ("action_planes", Text(ActionPlanes), null),
        ("kind", Kind.ToString(), null),
        ("dynamics", Text(Dynamics), null),
        ("value_bins", Text(ValueBins), null),
        ("reward_bins", Text(RewardBins), null),
        ("channels", Text(Channels), null),
        ("blocks", Text(Blocks), null),
        ("head_channels", Text(HeadChannels), null),
        ("latent_size", Text(LatentSize), null),
        ("hidden_size", Text(HiddenSize), null),
        ("policy_channels", Text(PolicyChannels), Text(HeadChannels)),
        ("value_channels", Text(ValueChannels), Text(HeadChannels)),
        ("reward_channels", Text(RewardChannels), Text(HeadChannels)),
        ("prediction_blocks", Text(PredictionBlocks), Text(0)),
        ("action_plane_kind", ActionPlaneKind.ToString(), ActionPlaneKind.Auto.ToString()),
        ("activation", Activation.ToString(), ActivationKind.Relu.ToString()),
        ("representation_hidden", Text(RepresentationHidden), Text(true)),
        ("decoder", Text(Decoder), Text(false)),
        ("projection", Text(Projection), Text(false)),
        ("value_prefix", Text(ValuePrefix), Text(0)),
        ("heads", Text(Heads), Text(UsualHeads)),
        ("chance_codes", Text(ChanceCodes), Text(0)),
        ("chance_labels", Text(ChanceLabels), Text(false)),
        ("action_dimensions", Text(ActionDimensions), Text(0)),
        ("seats", Text(Seats), Text(1)),
    ];

    private static string Text(IEnumerable<HeadShape> heads)
        => string.Join(' ', heads.Select(head => $"{head.Name}:{Text(head.Outputs)}"));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(bool flag) => flag ? "true" : "false";
}
