using MuZero.Evaluation.Diagnosis;
using MuZero.Networks;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Evaluation.Diagnosis;

public sealed class ModelDiagnosisTests
{
    private const int Cells = EpisodeStrip.Cells;

    private static readonly EpisodeStrip _game = new();

    [Fact]
    public void Report_ExactModel_HasNoErrorButThatOfTheUnknown()
    {
        DiagnosisReport report = Diagnose(new StripModel(), steps: 7);

        Assert.Equal(2, report.Episodes);
        foreach (UnrollError step in report.Steps)
        {
            int reached = Math.Max(0, Cells - step.Step);
            Assert.Equal((2 * reached, 2 * (Cells - reached)), (step.Positions, step.Beyond));
            Assert.Equal(reached > 0 ? 0.0 : double.NaN, step.ValueDrift);
            Assert.Equal(reached > 0 ? 1.0 : double.NaN, step.LatentSimilarity, 1e-12);
            Assert.Equal(reached > 0 ? 0.0 : double.NaN, step.PolicyDivergence, 1e-6);
            Assert.Equal(reached > 0 ? 0.0 : double.NaN, step.IllegalShare, 1e-6);
            Assert.Equal(step.Step is > 0 and <= Cells ? 0.0 : double.NaN, step.RewardError);
            Assert.Equal(step.Step > 0 ? 0.0 : double.NaN, step.ValueBeyond);
            Assert.Equal(step.Step > 1 ? 0.0 : double.NaN, step.RewardBeyond);
        }

        // The middle is open before its first move in one episode, before three in the other; the outcome is 1 or -1.
        Assert.Equal((1 + 3) / 10.0, report.Steps[0].ValueError);
        Assert.Equal(1 / 8.0 * 2, report.Steps[1].ValueError);
    }

    [Fact]
    public void Report_ModelThatDepartsWithEachMove_SaysHowFar()
    {
        DiagnosisReport report = Diagnose(new StripModel { ValueSlip = 0.25f, RewardSlip = -0.5f, KnowsLegality = false }, steps: 3);

        for (int step = 0; step <= 3; step++)
        {
            UnrollError error = report.Steps[step];
            Assert.Equal(0.25 * step, error.ValueDrift, 1e-6);
            Assert.Equal(0.0, error.PolicyDivergence, 1e-6);
            Assert.Equal(Enumerable.Range(step, Cells - step).Average(moves => moves / (double)Cells), error.IllegalShare, 1e-6);
            Assert.Equal(step > 0 ? 0.5 : double.NaN, error.RewardError);
            Assert.Equal(step > 0 ? 0.25 * step : double.NaN, error.ValueBeyond);
            Assert.Equal(step > 1 ? 0.5 : double.NaN, error.RewardBeyond);
        }
    }

    [Fact]
    public void Report_HiddenStateThatTurnsWithEachMove_IsLessAndLessSimilar()
    {
        DiagnosisReport report = Diagnose(new StripModel { LatentSlip = 2.0f }, steps: 3);

        // Behind k moves 2k stands beside the number 1 of the state and a 1 or -1 for each cell that is taken.
        for (int step = 0; step <= 3; step++)
        {
            double turned = 4.0 * step * step;
            double expected = Enumerable.Range(step, Cells - step).Average(taken => Math.Sqrt((1.0 + taken) / (1.0 + taken + turned)));
            Assert.Equal(expected, report.Steps[step].LatentSimilarity, 1e-6);
        }
    }

    [Fact]
    public void Report_ExactModel_KnowsWhatEveryMovePays()
    {
        DiagnosisReport report = Diagnose(new StripModel(), steps: 5);

        // The middle pays at the last move: from the last position of each episode, and after one move from the last but one.
        Assert.Equal([1, 2], report.Moves.Select(move => move.Move));
        Assert.All(report.Moves, move => Assert.Equal((2L, 0.0, 0.0), (move.Paid, move.PaidError, move.MissedShare)));
        Assert.Equal([2 * (5 + 4 + 3 + 2), 2 * (4 + 3 + 2)], report.Moves.Select(move => move.Unpaid));
        Assert.All(report.Moves, move => Assert.Equal((0.0, 0.0), (move.UnpaidError, move.FalseShare)));
    }

    [Theory]
    [InlineData(-0.4f, 0.0, 0.0)]
    [InlineData(0.6f, 1.0, 1.0)]
    public void Report_ModelWhoseRewardsSlip_MissesAndImaginesThose(float slip, double missed, double imagined)
    {
        MoveRewardError move = Diagnose(new StripModel { RewardSlip = slip }, steps: 1).Moves.Single();

        Assert.Equal(Math.Abs(slip), move.PaidError, 1e-6);
        Assert.Equal(Math.Abs(slip), move.UnpaidError, 1e-6);
        Assert.Equal((missed, imagined), (move.MissedShare, move.FalseShare));
    }

    [Fact]
    public void Report_Calibration_IsValuesBesideOutcomes()
    {
        DiagnosisReport report = Diagnose(new StripModel(), steps: 1);

        Assert.Equal([-1.0, 0.0, 1.0], report.Calibration.Select(bin => bin.Value));
        Assert.Equal([-1.0, 1.0], new[] { report.Calibration[0].Outcome, report.Calibration[^1].Outcome });
        Assert.Equal(10, report.Calibration.Sum(bin => bin.Positions));
        Assert.InRange(report.ExplainedVariance, 0.5, 0.7); // 4 of 10 outcomes are unknown
    }

    [Fact]
    public void Constructor_NetworkWithoutDynamics_Throws()
        => Assert.Throws<ArgumentException>(() => new ModelDiagnosis(_game, new StubNetwork(_game, dynamics: false), 5, seed: 1));

    private static DiagnosisReport Diagnose(INetwork network, int steps)
    {
        ModelDiagnosis diagnosis = new(_game, network, steps, seed: 1);
        diagnosis.Add(Played(2, 0, 1, 3, 4));
        diagnosis.Add(Played(0, 1, 2, 3, 4));
        return diagnosis.Report;
    }

    private static Episode Played(params int[] actions)
    {
        int winner = Array.IndexOf(actions, Cells / 2) % 2;
        float[] rewards = new float[2 * Cells];
        (rewards[^2], rewards[^1]) = winner == 0 ? (1.0f, -1.0f) : (-1.0f, 1.0f);
        Episode Of(float[] observations) => new()
        {
            Game = _game.Spec.Id,
            GameVersion = _game.Spec.Version,
            Seed = 1,
            Actions = actions,
            ToPlay = [0, 1, 0, 1, 0],
            Rewards = rewards,
            RootValues = new float[Cells],
            PolicyOffsets = new int[Cells + 1],
            PolicyActions = [],
            PolicyWeights = [],
            Observations = observations,
        };
        float[] seen = new float[Cells * _game.Spec.Observation.Length];
        EpisodeReplayer.Observe(_game, Of([]), seen);
        return Of(seen);
    }

    // Knows the strip: who owns the middle wins, behind the end all is 0. It may depart from it by so much a move.
    private sealed class StripModel : INetwork
    {
        private (int[] Owners, int Imagined)[] _states = []; // 1 the player to move, -1 the other; owners by cell

        public float ValueSlip { get; init; }

        public float RewardSlip { get; init; }

        public float LatentSlip { get; init; }

        public bool KnowsLegality { get; init; } = true;

        public NetworkShape Shape { get; } = NetworkShape.For(_game, new NetworkOptions(), dynamics: true);

        public long Version => 1;

        public void Reserve(int slots) => _states = new (int[], int)[slots];

        public void Load(WeightSnapshot weights)
        {
        }

        public void Initial(InferenceBatch batch)
        {
            for (int row = 0; row < batch.Count; row++)
            {
                float[] seen = batch.Observations[(row * 2 * Cells)..((row + 1) * 2 * Cells)];
                int[] owners = [.. Enumerable.Range(0, Cells).Select(cell => (int)(seen[cell] - seen[Cells + cell]))];
                _states[batch.Slots[row]] = (owners, 0);
                Answer(batch, row, owners, 0);
            }
        }

        public void Recurrent(InferenceBatch batch)
        {
            for (int row = 0; row < batch.Count; row++)
            {
                (int[] owners, int imagined) = _states[batch.ParentSlots[row]];
                bool wasOver = !owners.Contains(0);
                int[] next = [.. owners.Select((owner, cell) => wasOver ? owner : cell == batch.Actions[row] ? -1 : -owner)];
                _states[batch.Slots[row]] = (next, imagined + 1);
                batch.Rewards[row] = (wasOver || next.Contains(0) ? 0.0f : -next[Cells / 2]) + RewardSlip;
                Answer(batch, row, next, imagined + 1);
            }
        }

        // A 1, the owners, and how far imagining has turned the state.
        public void ReadLatent(int slot, Span<float> latent)
        {
            latent.Clear();
            (int[] owners, int imagined) = _states[slot];
            (latent[0], latent[Cells + 1]) = (1.0f, LatentSlip * imagined);
            for (int cell = 0; cell < Cells; cell++)
            {
                latent[cell + 1] = owners[cell];
            }
        }

        public void Dispose()
        {
        }

        private void Answer(InferenceBatch batch, int row, int[] owners, int imagined)
        {
            batch.Values[row] = (owners.Contains(0) ? owners[Cells / 2] : 0.0f) + (ValueSlip * imagined);
            for (int cell = 0; cell < Cells; cell++)
            {
                batch.PolicyLogits[(row * Cells) + cell] = KnowsLegality && owners[cell] != 0 ? -100.0f : 0.0f;
            }
        }
    }
}
