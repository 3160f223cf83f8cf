using MuZero.Networks;

namespace MuZero.Bench.Networks;

/// <summary>The networks of muzero-general's configurations (github.com/werner-duvaud/muzero-general), by name.</summary>
/// <remarks>One difference: its 1x1 convolutions before the heads have a bias, ours have batch norm and an activation, which is one more
/// number per plane of each head (48 of 21,763 for tic-tac-toe, 8 of 730,689 for connect four). Observations are the game's own;
/// muzero-general's boards have 3 planes.</remarks>
public static class MuZeroGeneralNetworks
{
    private static readonly NetworkOptions _cartPole = new()
    {
        Kind = NetworkKind.Mlp,
        LatentSize = 8,
        HiddenSize = 16,
        RepresentationHidden = false,
        Activation = ActivationKind.Elu,
        Heads = HeadKind.Categorical,
        SupportSize = 10,
    };

    /// <summary>The configurations by name.</summary>
    public static IReadOnlyDictionary<string, PublishedNetwork> All { get; } = new Dictionary<string, PublishedNetwork>
    {
        ["mzg-tictactoe"] = new(Board(channels: 16, blocks: 1, hidden: 8, reward: 16, policy: 16, value: 16), "tictactoe", 64, 20),
        ["mzg-connect4"] = new(Board(channels: 64, blocks: 3, hidden: 64, reward: 2, policy: 4, value: 2), "connectfour", 64, 42),
        ["mzg-cartpole"] = new(_cartPole, "cartpole", 128, 10),
    };

    private static NetworkOptions Board(int channels, int blocks, int hidden, int reward, int policy, int value) => new()
    {
        Kind = NetworkKind.Residual,
        Channels = channels,
        Blocks = blocks,
        PredictionBlocks = blocks,
        RewardChannels = reward,
        PolicyChannels = policy,
        ValueChannels = value,
        HiddenSize = hidden,
        ActionPlanes = ActionPlaneKind.Constant,
        Activation = ActivationKind.Elu,
        Heads = HeadKind.Categorical,
        SupportSize = 10,
    };
}

/// <summary>A configuration as it was published.</summary>
/// <param name="Options">The network.</param>
/// <param name="Game">The game that it is for.</param>
/// <param name="Batch">Positions per optimiser step.</param>
/// <param name="UnrollSteps">K.</param>
public sealed record PublishedNetwork(NetworkOptions Options, string Game, int Batch, int UnrollSteps);
