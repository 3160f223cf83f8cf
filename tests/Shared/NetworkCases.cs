using MuZero.Bench.Networks;
using MuZero.Games;
using MuZero.Networks;

namespace MuZero.Tests.Shared;

/// <summary>Networks that every implementation is held against: the presets' shapes, the named ones, and odd sizes.</summary>
internal static class NetworkCases
{
    private static readonly NetworkOptions _small = new() { Channels = 16, Blocks = 1 };

    public static IReadOnlyDictionary<string, (IGame Game, NetworkOptions Options)> All { get; } = new Dictionary<string, (
        IGame, NetworkOptions)>
    {
        ["tictactoe"] = (Board(2, 3, 3, 9), new()),
        ["connect4"] = (Board(2, 6, 7, 7), new()),
        ["cartpole"] = (new SpecGame(ObservationShape.Vector(4), 2, 500.0f), new()),
        ["wide support"] = (new SpecGame(ObservationShape.Vector(3), 3, 500.0f), new() { SupportSize = 300 }),
        ["mzg-tictactoe"] = (Board(3, 3, 3, 9), MuZeroGeneralNetworks.All["mzg-tictactoe"].Options),
        ["mzg-connect4"] = (Board(3, 6, 7, 7), MuZeroGeneralNetworks.All["mzg-connect4"].Options),
        ["mzg-cartpole"] = (new SpecGame(ObservationShape.Vector(4), 2, 500.0f), MuZeroGeneralNetworks.All["mzg-cartpole"].Options),
        ["go9"] = (Board(4, 9, 9, 82), new() { Blocks = 1 }),
        ["othello"] = (Board(2, 8, 8, 65), new() { Blocks = 1 }),
        ["one row"] = (Board(1, 1, 5, 5), _small),
        ["odd sizes"] = (Board(3, 2, 5, 3), _small with { Channels = 13, HeadChannels = 3, HiddenSize = 21, PredictionBlocks = 1 }),
        ["no blocks"] = (Board(2, 4, 11, 4), _small with { Blocks = 0 }),
        ["19x19"] = (Board(1, 19, 19, 361), _small),
        ["continuous actions"] = (SpecGame.WithBox(4, dimensions: 3), new()),
        ["mlp for a board"] = (Board(2, 3, 3, 9),
            new() { Kind = NetworkKind.Mlp, LatentSize = 30, HiddenSize = 17, Activation = ActivationKind.Elu }),
    };

    public static SpecGame Board(int planes, int height, int width, int actions)
        => new(new ObservationShape(planes, height, width), actions);

    /// <summary>A batch of random observations and actions; row i is slot i, of its parent too.</summary>
    public static InferenceBatch Batch(NetworkShape shape, int rows, int seed)
    {
        Random random = new(seed);
        InferenceBatch batch = new(rows, shape) { Count = rows };
        for (int i = 0; i < batch.Observations.Length; i++)
        {
            batch.Observations[i] = (random.NextSingle() * 2.0f) - 1.0f;
        }

        for (int i = 0; i < batch.ActionVectors.Length; i++)
        {
            batch.ActionVectors[i] = (random.NextSingle() * 2.0f) - 1.0f;
        }

        for (int row = 0; row < rows; row++)
        {
            (batch.Slots[row], batch.ParentSlots[row], batch.Actions[row]) = (row, row, random.Next(shape.Actions));
        }

        return batch;
    }
}
