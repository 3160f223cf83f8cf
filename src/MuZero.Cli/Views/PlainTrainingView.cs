using MuZero.Cli.Input;
using MuZero.Results;
using MuZero.SelfPlay;

namespace MuZero.Cli.Views;

/// <summary>A run as lines of text, for logs and pipes: a line for each evaluation, and for other iterations and within a long
/// iteration one from time to time.</summary>
internal sealed class PlainTrainingView : IRunObserver, IDisposable
{
    private static readonly TimeSpan _first = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5); // short iterations would fill a log with lines alike

    private readonly Terminal _terminal;
    private readonly RunProgress _progress;
    private readonly IReadOnlyList<TrainingColumn> _columns;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long? _reported; // when an iteration was last written

    public PlainTrainingView(Terminal terminal, TrainingSetup setup, TimeProvider time)
    {
        (_terminal, _progress, _columns) = (terminal, new RunProgress(setup, time), TrainingColumn.Of(setup.Game.Spec.Players));
        _time = time;
        _timer = time.CreateTimer(_ => _terminal.Report(_progress.Line(int.MaxValue)), null, _first, _period);
    }

    public void Report(RunMessage message) => _terminal.Report(message.Text);

    public void EpisodeFinished(Episode episode) => _progress.Add(episode);

    public void StepTaken(long step) => _progress.StepTaken(step);

    public RunVerdict IterationEnded(IterationResult result)
    {
        _ = _timer.Change(_period, _period);
        _progress.Add(result);
        bool isEvaluated = result.Values.Any(value => value.Key.StartsWith("evaluation/", StringComparison.Ordinal));
        if (!isEvaluated && _reported is { } last && _time.GetElapsedTime(last) < _pause)
        {
            return RunVerdict.Continue;
        }

        _reported = _time.GetTimestamp();
        string left = _progress.Left() is { } words ? $", {words}" : "";
        _terminal.Report($"{TrainingColumn.Words(_columns, result, int.MaxValue)}{left}");
        return RunVerdict.Continue;
    }

    public void Dispose() => _timer.Dispose();
}
