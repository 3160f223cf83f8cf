using MuZero.Games;
using MuZero.Learning;
using MuZero.Numerics;
using MuZero.Replay;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Learning;

/// <summary>The outcomes of chance as codes (docs/ALGORITHM.md 3.3).</summary>
public sealed class ChanceLabelTests
{
    private const int None = 3; // one past the outcomes of the walk

    [Theory]
    [InlineData(0, new[] { 2, None, 1, 0, None, None })]
    [InlineData(2, new[] { 1, 0, None, None, None, None })]
    [InlineData(3, new[] { 0, None, None, None, None, None })]
    public void Fill_NoneOneOrSeveralOutcomes_TheLastIsTheCode(int t, int[] expected)
        => Assert.Equal(expected, Labels(Played(counts: [1, 1, 0, 2, 1], outcomes: [0, 2, 0, 1, 0]), t));

    [Fact]
    public void Fill_EpisodeWithoutChance_HasNoOutcomes()
        => Assert.Equal([None, None, None, None, None, None],
            Labels(Played(counts: [], outcomes: []), t: 1));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fill_GameWithSymmetries_TransformsOutcomesWithThePosition(bool transformsOutcomes)
    {
        Episode episode = Played(counts: [0, 1, 1, 1, 1], outcomes: [0, 0, 0, 0]);
        Mirrored game = transformsOutcomes ? new MirroredOutcomes() : new Mirrored();
        TargetBuilder builder = Builder(game, symmetries: true);
        TrainingBatch batch = builder.CreateBatch(64);
        RandomStream random = new(1);
        for (int row = 0; row < batch.Size; row++)
        {
            builder.Fill(batch, row, new ReplaySample(new PositionKey(0, 0), episode, 1.0, 1.0f), random);
        }

        IEnumerable<int> rows = Enumerable.Range(0, batch.Size);
        bool[] mirrored = [.. rows.Select(row => batch.Observations[row * batch.ObservationLength] < 0.0f)];
        IEnumerable<float> first = rows.Select(row => batch.Columns[TrainingBatch.ChanceLabels][row * batch.UnrollSteps]);
        Assert.Equal(transformsOutcomes, mirrored.Contains(true));
        Assert.Equal(mirrored.Select(isMirrored => isMirrored ? 2.0f : 0.0f), first);
    }

    private static int[] Labels(Episode episode, int t)
    {
        TargetBuilder builder = Builder(new EpisodeWalk(), symmetries: false);
        TrainingBatch batch = builder.CreateBatch(1);
        builder.Fill(batch, 0, new ReplaySample(new PositionKey(0, t), episode, 1.0, 1.0f), new RandomStream(1));
        return [.. batch.Columns[TrainingBatch.ChanceLabels].Select(label => (int)label)];
    }

    private static TargetBuilder Builder(IGame game, bool symmetries)
        => new(game, unrollSteps: 6, tdSteps: 10, symmetries) { LabelsChance = true };

    private static Episode Played(int[] counts, int[] outcomes)
    {
        const int Length = 4;
        float[] seen = new float[Length * 3];
        Array.Fill(seen, 1.0f);
        return new Episode
        {
            Game = "walk",
            GameVersion = 1,
            Seed = 1,
            Actions = [1, 2, 1, 1],
            ToPlay = [0, 0, 0, 0],
            Rewards = new float[Length],
            RootValues = new float[Length],
            PolicyOffsets = new int[Length + 1],
            PolicyActions = [],
            PolicyWeights = [],
            ChanceCounts = counts,
            ChanceOutcomes = outcomes,
            Observations = seen,
        };
    }

    // The walk with a mirror image that changes the sign of what is seen.
    private class Mirrored : IGame, ISymmetries
    {
        private readonly EpisodeWalk _walk = new();

        public GameSpec Spec => _walk.Spec;

        public int Symmetries => 2;

        public IGameState NewGame(ulong seed) => _walk.NewGame(seed);

        public int TransformAction(int symmetry, int action) => action;

        public void TransformObservation(int symmetry, ReadOnlySpan<float> source, Span<float> target)
        {
            for (int i = 0; i < source.Length; i++)
            {
                target[i] = -source[i];
            }
        }
    }

    private sealed class MirroredOutcomes : Mirrored, IChanceSymmetries
    {
        public int TransformOutcome(int symmetry, int outcome) => 2 - outcome;
    }
}
