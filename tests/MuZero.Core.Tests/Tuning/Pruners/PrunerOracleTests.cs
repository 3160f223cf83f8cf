using System.Text.Json;
using MuZero.Tuning.Studies;
using Registry = MuZero.Tuning.Pruners.Pruners;

namespace MuZero.Core.Tests.Tuning.Pruners;

/// <summary>Decision by decision beside Optuna 3.1.0 on random logs (tests/oracle/tuning/pruners.py made them).</summary>
public class PrunerOracleTests
{
    private static readonly Lazy<JsonDocument> _cases = new(
        () => JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "oracle", "pruners.json"))));

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, 24)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ShouldPrune_RandomLog_DecidesAsOptuna(int number)
    {
        JsonElement recorded = _cases.Value.RootElement[number];
        Direction direction = recorded.GetProperty("direction").GetString() == "maximize" ? Direction.Maximize : Direction.Minimize;
        using Study study = Optimisation.Open(
            Registry.Create(recorded.GetProperty("pruner").GetString()!, recorded.GetProperty("config").GetRawText()), direction);
        List<StudyTrial> trials = [];
        List<bool> optuna = [], ours = [];

        foreach (JsonElement step in recorded.GetProperty("events").EnumerateArray())
        {
            int trial = step[0].GetInt32();
            while (trials.Count <= trial)
            {
                trials.Add(study.Ask());
            }

            if (step.GetArrayLength() == 1)
            {
                study.Tell(trials[trial], 0.0);
                continue;
            }

            optuna.Add(step[3].GetBoolean());
            ours.Add(trials[trial].Prunes(step[2].ValueKind == JsonValueKind.Null ? double.NaN : step[2].GetDouble(), step[1].GetInt64()));
            if (optuna[^1])
            {
                study.Tell(trial, TrialState.Pruned);
            }
        }

        Assert.Contains(true, optuna);
        Assert.Contains(false, optuna);
        Assert.Equal(optuna, ours);
    }
}
