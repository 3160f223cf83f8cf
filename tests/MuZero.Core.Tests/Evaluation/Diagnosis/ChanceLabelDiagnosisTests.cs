using MuZero.Evaluation.Diagnosis;
using MuZero.Networks;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Evaluation.Diagnosis;

/// <summary>Models whose chance codes are the game's outcomes.</summary>
public sealed class ChanceLabelDiagnosisTests
{
    private static readonly PayingDice _game = new();

    [Fact]
    public void Report_ExactModel_FollowsTheDiceThatFell()
    {
        DiagnosisReport report = Diagnose(new DiceModel());

        Assert.Equal([6L, 4L, 2L], report.Steps.Select(step => step.Positions));
        Assert.All(report.Steps.Skip(1), step => Assert.Equal((0.0, 0.0), (step.RewardError, step.ValueDrift)));
        Assert.All(report.Steps, step => Assert.Equal(1.0, step.LatentSimilarity, 1e-12));
        Assert.Empty(report.Moves);
    }

    [Fact]
    public void Report_ModelThatExpectsTheMean_DepartsByTheDice()
    {
        DiagnosisReport report = Diagnose(new DiceModel { SeesDice = false });

        Assert.All(report.Steps.Skip(1), step => Assert.True(step.RewardError > 0.0, $"{step}"));
        Assert.All(report.Steps.Skip(1), step => Assert.True(step.ValueDrift > 0.0, $"{step}"));
    }

    [Fact]
    public void Constructor_LearnedChanceCodes_Throws()
        => Assert.Contains("chance codes",
            Assert.Throws<ArgumentException>(() => new ModelDiagnosis(_game, new StubNetwork(_game, chanceCodes: 4), 5, seed: 1)).Message,
            StringComparison.Ordinal);

    private static DiagnosisReport Diagnose(INetwork network)
    {
        ModelDiagnosis diagnosis = new(_game, network, steps: 2, seed: 1);
        diagnosis.Add(EpisodeMaker.Play(_game, seed: 3));
        diagnosis.Add(EpisodeMaker.Play(_game, seed: 4));
        return diagnosis.Report;
    }

    // A move pays 10 and the die that falls behind it what it shows; what was paid last is the value.
    private sealed class DiceModel : INetwork
    {
        private float[] _paid = [];

        public bool SeesDice { get; init; } = true;

        public NetworkShape Shape { get; } = NetworkShape.For(
            _game, new NetworkOptions { ChanceCodes = 4, ChanceLabels = true }, dynamics: true);

        public long Version => 1;

        public void Reserve(int slots) => _paid = new float[slots];

        public void Load(WeightSnapshot weights)
        {
        }

        public void Initial(InferenceBatch batch)
        {
            for (int row = 0; row < batch.Count; row++)
            {
                batch.Values[row] = _paid[batch.Slots[row]] = batch.Observations[(2 * row) + 1];
            }
        }

        public void Afterstate(InferenceBatch batch)
        {
            for (int row = 0; row < batch.Count; row++)
            {
                _paid[batch.Slots[row]] = 10.0f;
            }
        }

        public void Recurrent(InferenceBatch batch)
        {
            for (int row = 0; row < batch.Count; row++)
            {
                Assert.Equal(10.0f, _paid[batch.ParentSlots[row]]);
                float die = SeesDice ? batch.Actions[row] : 1.5f;
                batch.Rewards[row] = 10.0f + die;
                batch.Values[row] = _paid[batch.Slots[row]] = die;
            }
        }

        public void ReadLatent(int slot, Span<float> latent)
        {
            latent.Clear();
            (latent[0], latent[1]) = (1.0f, _paid[slot]);
        }

        public void Dispose()
        {
        }
    }
}
