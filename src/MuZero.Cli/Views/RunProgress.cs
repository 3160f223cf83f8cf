using MuZero.Results;
using MuZero.SelfPlay;

namespace MuZero.Cli.Views;

/// <summary>A run's state between its iterations: time, episodes, steps and the time left. Members may be called from any thread.</summary>
internal sealed class RunProgress
{
    private readonly Lock _lock = new();
    private readonly TrainingSetup _setup;
    private readonly TimeProvider _time;
    private readonly TimeEstimate _estimate;
    private readonly long _started;
    private long _episodes; // of this process, as the positions
    private long _positions;
    private long _step = -1; // before the first
    private Mark _last; // at the end of the last iteration
    private IterationResult? _result;

    /// <summary>The progress of a run that starts now.</summary>
    public RunProgress(TrainingSetup setup, TimeProvider time)
    {
        (_setup, _time, _started) = (setup, time, time.GetTimestamp());
        _estimate = new TimeEstimate(setup.Options.Stop);
    }

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    public void Add(Episode episode)
    {
        lock (_lock)
        {
            _episodes++;
            _positions += episode.Actions.Length;
        }
    }

    public void StepTaken(long step)
    {
        lock (_lock)
        {
            _step = step;
        }
    }

    public void Add(IterationResult result)
    {
        lock (_lock)
        {
            _result = result;
            _last = new Mark(_episodes, _positions, _step, Elapsed.TotalSeconds);
        }
    }

    /// <summary>The time left in words, or null if it cannot be estimated.</summary>
    public string? Left()
    {
        lock (_lock)
        {
            return _step >= 0 && _estimate.Left(Elapsed.TotalSeconds, Value) is { } left
                ? $"{(_estimate.IsBound ? "at most " : "")}{Clock(left)} left"
                : null;
        }
    }

    /// <summary>Time, step, time left, episodes and iteration: as many of them, in this order of importance, as fit into a width.</summary>
    public string Line(int width)
    {
        string clock = Clock(Elapsed);
        string? left = Left();
        lock (_lock)
        {
            bool fills = _step < 0 && _positions < _setup.Options.Replay.MinPositions;
            string step = fills
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"filling the replay buffer ({_positions} of {_setup.Options.Replay.MinPositions} positions)")
                : string.Create(CultureInfo.InvariantCulture, $"step {Math.Max(0, _step)}");
            string episodes = string.Create(CultureInfo.InvariantCulture, $"{_episodes} episode{(_episodes == 1 ? "" : "s")}");
            string iteration = string.Create(CultureInfo.InvariantCulture, $"iteration {(_result?.Iteration ?? 0) + 1}");
            (string? Text, int Rank)[] parts =
            [
                (clock, 0), (fills || _result is null ? null : iteration, 4), (episodes, 3), (step, 1), (left, 2),
            ];
            int room = width;
            HashSet<int> taken = [];
            foreach ((string? text, int rank) in parts.Where(part => part.Text is not null).OrderBy(part => part.Rank))
            {
                int length = text!.Length + (taken.Count == 0 ? 0 : 2);
                if (length <= room)
                {
                    room -= length;
                    _ = taken.Add(rank);
                }
            }

            return string.Join(", ", parts.Where(part => part.Text is not null && taken.Contains(part.Rank)).Select(part => part.Text));
        }
    }

    /// <summary>A time as 0:07, 12:34 or 1:02:03.</summary>
    public static string Clock(TimeSpan time) => time.TotalHours >= 1.0
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");

    // A resumed run's totals are known after its first iteration.
    private double Value(Metric metric)
    {
        if (metric == Metrics.TrainingSteps)
        {
            return _step;
        }

        double total = _result?[metric] ?? (_setup.Resume ? double.NaN : 0.0);
        long steps = _last.Step > 0 ? _step - _last.Step : _step;
        return total + metric.Name switch
        {
            _ when metric == Metrics.TrainingIteration => (double)steps / _setup.Options.Training.IterationSteps,
            _ when metric == Metrics.EpisodesTotal => _episodes - _last.Episodes,
            _ when metric == Metrics.TimestepsTotal => _positions - _last.Positions,
            _ => Elapsed.TotalSeconds - _last.Seconds,
        };
    }

    private readonly record struct Mark(long Episodes, long Positions, long Step, double Seconds);
}
