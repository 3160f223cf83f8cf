using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;

namespace MuZero.Tests.Shared;

/// <summary>A random network and how it is trained. One seed draws all of it, so that a seed is all that a failure needs to
/// print.</summary>
internal sealed record LearnerCase
{
    // One seed would draw a batch that repeats the weights, and planes in which maxima are exactly equal.
    private const int WeightStream = 0x2B5A_6D3C, BatchStream = 0x51C3_72E9, DecoderStream = 0x13F8_64A5, VectorStream = 0x3D19_A2C7,
        SeatStream = 0x6E21_40B7, ChanceStream = 0x1A57_93D4;

    private const int Samples = 5; // of continuous actions

    private static readonly (int Height, int Width)[] _boards = [(3, 3), (6, 7), (9, 9), (4, 4), (2, 5)];

    /// <summary>The game whose actions the network encodes.</summary>
    public required IGame Game { get; init; }

    /// <summary>The network to build.</summary>
    public required NetworkShape Shape { get; init; }

    /// <summary>Loss and optimiser.</summary>
    public required TrainingOptions Training { get; init; }

    /// <summary>Lanes of the managed learner: 4, 8 or 16.</summary>
    public required int Lanes { get; init; }

    /// <summary>The largest return that the value head can express.</summary>
    public required float MaxReturn { get; init; }

    public static LearnerCase Draw(int seed)
    {
        Random random = new(seed);
        bool residual = random.Next(5) < 3, scalar = random.Next(3) == 0, dynamics = random.Next(5) > 0;
        (int height, int width) = residual || random.Next(2) == 0 ? Board(random) : (1, 1);
        int support = !scalar && !residual && random.Next(8) == 0 ? 300 : random.Next(1, 12);
        float maxReturn = scalar ? 1.0f : (float)Support.Inverse(support);
        IGame game = DrawGame(random, new ObservationShape(random.Next(1, 5), height, width), maxReturn);
        Random vectors = new(seed ^ VectorStream);
        if (!residual && vectors.Next(3) == 0)
        {
            game = SpecGame.WithBox(game.Spec.Observation.Length, vectors.Next(1, 4), maxReturn);
        }

        NetworkShape shape = NetworkShape.For(game, DrawNetwork(random, residual, scalar, support), dynamics) with
        {
            Decoder = dynamics && new Random(seed ^ DecoderStream).Next(2) == 0,
        };
        Random table = new(seed ^ SeatStream);
        shape = table.Next(3) == 0 ? shape with { Seats = table.Next(3, 6) } : shape;
        shape = dynamics && table.Next(3) == 0
            ? shape with { Heads = [.. shape.Heads, new HeadShape(NetworkLayout.ToPlay, table.Next(2, 6))] }
            : shape;
        Random codes = new(seed ^ ChanceStream);
        shape = dynamics && shape.Seats == 1 && shape.ActionDimensions == 0 && codes.Next(3) == 0
            ? shape with { ChanceCodes = codes.Next(2, 9), ChanceLabels = codes.Next(3) == 0 }
            : shape;
        return new LearnerCase
        {
            Game = game,
            Shape = shape,
            Training = DrawTraining(random, shape),
            Lanes = 4 << random.Next(3),
            MaxReturn = maxReturn,
        };
    }

    /// <summary>The same with an optimiser.</summary>
    public LearnerCase With(OptimizerKind optimizer) => this with { Training = Training with { Optimizer = optimizer } };

    /// <summary>MuZero's losses.</summary>
    public LearningPlan Plan => Plans.Of(Shape, Training);

    /// <summary>The game's actions.</summary>
    public ActionTable Actions => ActionTable.Of(Game, Shape);

    /// <summary>Random weights, all layers and statistics.</summary>
    public WeightSnapshot Weights(int seed) => RandomWeights.For(Shape, seed ^ WeightStream);

    /// <summary>A batch of random numbers: unknown entries masked, returns inside and outside of the support, and on its bins.</summary>
    public TrainingBatch Batch(int seed)
    {
        Random random = new(seed ^ BatchStream);
        TrainingBatch batch = new(Training.BatchSize, Training.UnrollSteps, Shape.Observation.Length,
            Shape.ActionDimensions > 0 ? Samples : Shape.Actions, Shape.Seats);
        Fill(batch.Observations, () => (random.NextSingle() * 2.0f) - 1.0f);
        Fill(batch.Actions, () => random.Next(Shape.Actions));
        Fill(batch.Values, () => Return(random));
        Fill(batch.Rewards, () => Return(random));
        if (Shape.Decoder || Shape.ChanceCodes > 0)
        {
            Random columns = new(seed ^ DecoderStream);
            batch.AddColumn(TrainingBatch.NextObservations, batch.UnrollSteps * batch.ObservationLength);
            batch.AddColumn(TrainingBatch.NextSeen, batch.UnrollSteps);
            batch.AddColumn(TrainingBatch.NextMask, batch.UnrollSteps);
            Fill(batch.Columns[TrainingBatch.NextObservations], () => (columns.NextSingle() * 2.0f) - 1.0f);
            Fill(batch.Columns[TrainingBatch.NextSeen], () => columns.Next(4) > 0 ? 1.0f : 0.0f);
            Fill(batch.Columns[TrainingBatch.NextMask], () => columns.Next(4) > 0 ? 1.0f : 0.0f);
            batch.AddColumn(TrainingBatch.ChanceLabels, batch.UnrollSteps);
            Fill(batch.Columns[TrainingBatch.ChanceLabels], () => columns.Next(Math.Max(1, Shape.ChanceCodes)));
        }

        if (Shape.ActionDimensions > 0)
        {
            Random vectors = new(seed ^ VectorStream);
            batch.AddColumn(TrainingBatch.ActionVectors, batch.UnrollSteps * Shape.ActionDimensions);
            batch.AddColumn(TrainingBatch.PolicyVectors, (batch.UnrollSteps + 1) * Samples * Shape.ActionDimensions);
            Fill(batch.Columns[TrainingBatch.ActionVectors], () => (vectors.NextSingle() * 2.0f) - 1.0f);
            Fill(batch.Columns[TrainingBatch.PolicyVectors], () => (vectors.NextSingle() * 2.0f) - 1.0f);
        }

        if (Shape.Heads.FirstOrDefault(head => head.Name == NetworkLayout.ToPlay) is { Outputs: > 0 } next)
        {
            FillToPlay(batch, next.Outputs, new Random(seed ^ SeatStream));
        }

        Fill(batch.Weights, () => 0.1f + (0.9f * random.NextSingle()));
        double known = random.Next(4) == 0 ? 1.0 : 0.7;
        foreach (float[] mask in new[] { batch.ValueMask, batch.RewardMask, batch.PolicyMask })
        {
            Fill(mask, () => random.NextDouble() < known ? 1.0f : 0.0f);
        }

        int steps = batch.UnrollSteps + 1;
        for (int entry = 0; entry < batch.PolicyMask.Length; entry++)
        {
            if (entry % steps == 0)
            {
                batch.RewardMask[entry] = 0.0f;
            }

            if (batch.PolicyMask[entry] > 0.0f)
            {
                DrawPolicy(random, batch.Policies.AsSpan(entry * batch.ActionCount, batch.ActionCount));
            }
        }

        return batch;
    }

    // Zeros at the root and past an end.
    private static void FillToPlay(TrainingBatch batch, int players, Random random)
    {
        batch.AddColumn(TrainingBatch.ToPlay, (batch.UnrollSteps + 1) * players);
        for (int entry = 0; entry < batch.Size * (batch.UnrollSteps + 1); entry++)
        {
            int next = random.Next(players + 1);
            if (entry % (batch.UnrollSteps + 1) > 0 && next < players)
            {
                batch.Columns[TrainingBatch.ToPlay][(entry * players) + next] = 1.0f;
            }
        }
    }

    private static (int Height, int Width) Board(Random random)
        => random.Next(4) == 0 ? (1, random.Next(3, 10)) : _boards[random.Next(_boards.Length)];

    private static IGame DrawGame(Random random, ObservationShape observation, float maxReturn)
    {
        int points = observation.Height * observation.Width;
        int actions = random.Next(3) switch
        {
            0 when points > 1 => points,
            1 => points + 1,
            _ => random.Next(1, 12),
        };
        return random.Next(4) == 0
            ? new OwnPlanes(observation, actions, maxReturn, random.Next(1, 4))
            : new SpecGame(observation, actions, maxReturn);
    }

    private static NetworkOptions DrawNetwork(Random random, bool residual, bool scalar, int support) => new()
    {
        Kind = residual ? NetworkKind.Residual : NetworkKind.Mlp,
        Heads = scalar ? HeadKind.Scalar : HeadKind.Categorical,
        SupportSize = support,
        Channels = random.Next(4) == 0 ? 16 : random.Next(1, 24),
        Blocks = random.Next(3),
        PredictionBlocks = random.Next(3) == 0 ? random.Next(1, 3) : 0,
        HeadChannels = random.Next(1, 9),
        PolicyChannels = random.Next(6),
        ValueChannels = random.Next(6),
        RewardChannels = random.Next(6),
        LatentSize = random.Next(3, 40),
        HiddenSize = random.Next(4) == 0 ? 16 : random.Next(2, 40),
        Activation = random.Next(2) == 0 ? ActivationKind.Relu : ActivationKind.Elu,
        RepresentationHidden = random.Next(2) == 0,
        ActionPlanes = random.Next(2) == 0 ? ActionPlaneKind.Auto : ActionPlaneKind.Constant,
    };

    // Batch norm divides by a spread: over very few numbers that spread is noise, and no two orders of summation would agree. Over very
    // many some are within a rounding error of ReLU's corner.
    private static TrainingOptions DrawTraining(Random random, NetworkShape shape)
    {
        int points = shape.Plane.Height * shape.Plane.Width, unrollSteps = shape.Dynamics ? random.Next(5) : 0;
        int fewest = shape.Kind == NetworkKind.Residual && points < 9 ? 3 : 1;
        int layers = shape.Kind == NetworkKind.Residual ? 2 + (4 * shape.Blocks) + (2 * shape.PredictionBlocks) : 1;
        int most = Math.Clamp(20_000 / (points * (unrollSteps + 1) * layers * Math.Max(1, shape.Channels)), fewest, 40);
        OptimizerKind optimizer = random.Next(2) == 0 ? OptimizerKind.AdamW : OptimizerKind.Sgd;
        return new TrainingOptions
        {
            BatchSize = random.Next(fewest, most + 1),
            UnrollSteps = unrollSteps,
            ValueLossWeight = random.Next(2) == 0 ? 1.0 : 0.25,
            RewardLossWeight = shape.Decoder ? 2.0 : 1.0,
            ReconstructionLossWeight = shape.Decoder ? 3.0 : 0.0,
            Optimizer = optimizer,
            // AdamW makes a whole step of any gradient, one that is a rounding error too: a short one, or the learners part.
            LearningRate = optimizer == OptimizerKind.AdamW ? 0.0001 : 0.001,
            LearningRateDecay = random.Next(2) == 0 ? 1.0 : 0.5,
            LearningRateDecaySteps = 4,
            Momentum = random.Next(2) == 0 ? 0.9 : 0.0,
            WeightDecay = random.Next(2) == 0 ? 0.0 : 0.1,
            GradientClip = random.Next(3) switch { 0 => 0.0, 1 => 0.1, _ => 1e6 },
        };
    }

    private float Return(Random random) => random.Next(4) switch
    {
        0 => 0.0f,
        1 => random.Next(2) == 0 ? MaxReturn : -MaxReturn,
        _ => MaxReturn * 1.5f * ((2.0f * random.NextSingle()) - 1.0f),
    };

    // A distribution over some of the actions, as a search visits them.
    private static void DrawPolicy(Random random, Span<float> policy)
    {
        float sum = 0.0f;
        for (int action = 0; action < policy.Length; action++)
        {
            policy[action] = random.Next(3) == 0 ? 0.0f : random.NextSingle();
            sum += policy[action];
        }

        if (sum == 0.0f)
        {
            (policy[0], sum) = (1.0f, 1.0f);
        }

        foreach (ref float share in policy)
        {
            share /= sum;
        }
    }

    private static void Fill<T>(T[] numbers, Func<T> draw)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = draw();
        }
    }

    // Encodes actions itself, with fractions in every plane.
    private sealed class OwnPlanes(ObservationShape observation, int actions, float maxReturn, int planes) : IGame, IActionPlanes
    {
        private readonly SpecGame _game = new(observation, actions, maxReturn);

        public GameSpec Spec => _game.Spec;

        public int ActionPlanes => planes;

        public IGameState NewGame(ulong seed) => _game.NewGame(seed);

        public void EncodeAction(int action, Span<float> planes)
        {
            for (int i = 0; i < planes.Length; i++)
            {
                planes[i] = (((action * 7) + (i * 3)) % 11) / 11.0f;
            }
        }
    }
}
