using FsCheck;
using FsCheck.Fluent;

namespace MuZero.Core.Tests.Tuning.Schedulers;

/// <summary>A report of a generated log.</summary>
public readonly record struct LogReport(int Trial, int Time, double Value);

/// <summary>Logs of a few trials whose times grow, in a random order, with ties and NaN.</summary>
internal static class Logs
{
    public const int Trials = 6;

    private static readonly double[] _values = [0.0, 1.0, 1.0, 2.5, -3.0, 7.0, double.NaN, 1e6];

    public static Gen<List<LogReport>> Generator { get; } =
        (from trial in Gen.Choose(0, Trials - 1)
         from step in Gen.Choose(1, 3)
         from value in Gen.Elements(_values)
         select (Trial: trial, Step: step, Value: value)).ListOf().Select(WithTimes);

    private static List<LogReport> WithTimes(IEnumerable<(int Trial, int Step, double Value)> steps)
    {
        int[] times = new int[Trials];
        return [.. steps.Select(step => new LogReport(step.Trial, times[step.Trial] += step.Step, step.Value))];
    }
}
