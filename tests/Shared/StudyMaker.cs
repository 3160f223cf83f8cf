using System.Text.Json;
using MuZero.Numerics;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Tests.Shared;

/// <summary>Uses a study in every way, by a seed, and writes studies as text to compare them.</summary>
internal static class StudyMaker
{
    private static readonly Dictionary<string, Distribution> _space = new()
    {
        ["x"] = new FloatDistribution(-5.0, 5.0),
        ["rate"] = new FloatDistribution(1e-4, 1e-1, Log: true),
        ["share"] = new FloatDistribution(0.0, 1.0, Step: 0.25),
        ["layers"] = new IntDistribution(1, 8),
        ["width"] = new IntDistribution(16, 256, Log: true),
        ["rule"] = new CategoricalDistribution(["puct", 1L, 0.5, true, null, "größer 🎲"]),
    };

    public static StudyOptions Options(ulong seed) => new() { Seed = seed, Worker = $"worker-{seed}" };

    /// <summary>Asks, suggests, reports, remarks, prunes, fails, tries again and enqueues, forty times.</summary>
    public static void Use(Study study, ulong seed)
    {
        RandomStream random = new(seed);
        List<StudyTrial> running = [];
        study.SetUserAttribute("note", new { text = "größer \"quoted\"", list = new[] { 1.5, -2.0 } });
        for (int i = 0; i < 40; i++)
        {
            StudyTrial? trial = running.Count > 0 ? running[random.Next(running.Count)] : null;
            switch (random.Next(8))
            {
                case 0 or 1:
                    running.Add(study.Ask(random.Next(2) == 0 ? _space : null));
                    break;
                case 2:
                    study.Enqueue(new Dictionary<string, object?> { ["x"] = 1.25, ["rule"] = null },
                        new Dictionary<string, object?> { ["from"] = i });
                    break;
                case 3 when trial is not null:
                    trial.SetUserAttribute("remark " + random.Next(3), new[] { i });
                    trial.SetConstraints(i - 20.0);
                    break;
                case 4 when trial is not null:
                    trial.Suggest("x", _space["x"]);
                    trial.Report(random.Next(4) == 0 ? double.NaN : random.NextDouble(), random.Next(10));
                    break;
                case 5 when trial is not null:
                    study.Fail(trial.Number, random.Next(3));
                    running.Remove(trial);
                    break;
                case 6 when trial is not null:
                    study.Tell(trial.Number, TrialState.Pruned);
                    running.Remove(trial);
                    break;
                case 7 when trial is not null:
                    Finish(study, trial, random);
                    running.Remove(trial);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Everything that a study holds, one trial a line.</summary>
    public static string Text(Study study) => study.Read(state => string.Join('\n', (string[])
    [
        $"{state.Name} {string.Join(',', state.Directions)} {Text(state.UserAttributes)} {Text(state.SystemAttributes)}",
        .. state.Trials.Select(Text),
    ]));

    private static void Finish(Study study, StudyTrial trial, RandomStream random)
        => study.Tell(trial, random.Next(5) == 0 ? double.NegativeInfinity : random.NextDouble(), random.Next(8) == 0 ? double.NaN : 3.0);

    private static string Text(Trial trial) => $"{trial.Number} {trial.State} {trial.Worker} {trial.Started:O} {trial.Completed:O} "
        + $"[{string.Join(' ', trial.Values.Select(value => value.ToString("R")))}] "
        + $"[{string.Join(' ', trial.Parameters.Values.OrderBy(parameter => parameter.Name, StringComparer.Ordinal).Select(Text))}] "
        + $"[{string.Join(' ', trial.Intermediate.Select(reported => $"{reported.Step}:{reported.Value:R}"))}] "
        + $"{Text(trial.UserAttributes)} {Text(trial.SystemAttributes)}";

    private static string Text(Parameter parameter)
        => $"{parameter.Name}={parameter.Representation:R} {DistributionJson.Write(parameter.Distribution)}";

    private static string Text(IReadOnlyDictionary<string, JsonElement> attributes)
        => JsonSerializer.Serialize(attributes.OrderBy(entry => entry.Key, StringComparer.Ordinal));
}
