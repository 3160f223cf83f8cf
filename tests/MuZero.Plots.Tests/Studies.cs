using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Plots.Tests;

/// <summary>Synthetic studies of every size and shape.</summary>
internal static class Studies
{
    private static readonly (string Name, Distribution Range)[] _space =
    [
        ("training.learning_rate", new FloatDistribution(1e-5, 1e-1, Log: true)),
        ("search.simulations", new IntDistribution(8, 256, Log: true)),
        ("training.optimizer", new CategoricalDistribution(["adam", "sgd_with_nesterov_momentum", "rmsprop"])),
        ("replay.priority_exponent", new FloatDistribution(0.0, 1.0)),
        ("network.channels", new IntDistribution(16, 128, Step: 16)),
        ("self_play.temperature", new FloatDistribution(0.25, 1.0, Step: 0.25)),
        ("training.weight_decay", new FloatDistribution(1e-6, 1e-3, Log: true)),
        ("search.c1", new FloatDistribution(0.5, 2.5)),
        ("training.unroll_steps", new IntDistribution(1, 10)),
        ("search.root_dirichlet_fraction", new FloatDistribution(0.0, 0.5)),
        ("training.deterministic", new CategoricalDistribution([true, false])),
        ("training.batch_size", new CategoricalDistribution([32L, 64L, 128L, 256L, 512L])),
    ];

    /// <summary>A study of random trials: one in nine is pruned, one in seventeen failed, the last runs.</summary>
    public static Study Of(int trials, int parameters, string name = "cartpole-tuning", int objectives = 1, bool hasOutliers = false)
    {
        StudyClock clock = new();
        Study study = Study.Open(
            new MemoryStudyLog(), name, [.. Enumerable.Range(0, objectives).Select(i => i == 0 ? Direction.Minimize : Direction.Maximize)],
            new StudyOptions { Seed = 3, Time = clock, Worker = "worker-1" });
        for (int i = 0; i < trials; i++)
        {
            StudyTrial trial = study.Ask(_space.Take(parameters).ToDictionary(entry => entry.Name, entry => entry.Range));
            double loss = Loss(trial.Snapshot) * (hasOutliers && i % 29 == 7 ? 1e4 : 1.0);
            for (int step = 1; step <= 20 && objectives == 1 && !(i % 9 == 4 && step > 6); step++)
            {
                trial.Report(loss + (3.0 / step) + (0.1 * Math.Sin(step + i)), step);
            }

            clock.Advance(TimeSpan.FromSeconds(20 + (i % 7)));
            if (i == trials - 1 && trials > 5)
            {
                break;
            }

            study.Tell(trial.Number, i % 9 == 4 ? TrialState.Pruned : i % 17 == 16 ? TrialState.Failed : TrialState.Complete,
                i % 9 == 4 || i % 17 == 16 ? [] : objectives == 1 ? [loss]
                    : [.. Enumerable.Range(0, objectives).Select(j => j == 0 ? loss : Speed(trial.Snapshot) + j)]);
        }

        return study;
    }

    /// <summary>A study whose parameters depend on each other, with texts that need escaping.</summary>
    public static Study Conditional()
    {
        Study study = Study.Open(new MemoryStudyLog(), "a < b & \"c\"\u0001", [Direction.Maximize],
            new StudyOptions { Seed = 5, Time = new StudyClock() });
        study.SetUserAttribute("muzero", new { metric = "episode_reward_mean <points>" });
        for (int i = 0; i < 40; i++)
        {
            StudyTrial trial = study.Ask();
            string kind = trial.SuggestCategorical<string>("kind, with <b>", ["x & y", "say \"no\"", "line\nbreak"]);
            double value = kind == "x & y" ? trial.SuggestFloat("depth", 1, 5) : trial.SuggestInt("width", 1, 100, log: true) / 20.0;
            trial.SetUserAttribute("note", "first, \"second\"\nthird");
            study.Tell(trial, -value);
        }

        return study;
    }

    private static double Loss(Trial trial) => 0.05 + trial.Parameters.Values.Sum(parameter => parameter.Distribution switch
    {
        FloatDistribution { Log: true } range => Math.Pow(Math.Log10(parameter.Representation / Math.Sqrt(range.Low * range.High)), 2.0),
        FloatDistribution range => Math.Pow((parameter.Representation - range.Low) / (range.High - range.Low) - 0.3, 2.0),
        IntDistribution range => 0.5 * Math.Pow(((parameter.Representation - range.Low) / (range.High - range.Low)) - 0.6, 2.0),
        _ => 0.2 * parameter.Representation,
    });

    private static double Speed(Trial trial)
        => 1000.0 / (1.0 + trial.Parameters.Values.Sum(parameter => Math.Abs(Math.Log(1.0 + parameter.Representation))));

    /// <summary>A clock that moves when it is told to.</summary>
    public sealed class StudyClock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 11, 27, 10, 0, 0, TimeSpan.Zero);

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public void Advance(TimeSpan time) => _now += time;

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
