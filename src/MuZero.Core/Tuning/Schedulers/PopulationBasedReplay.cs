namespace MuZero.Tuning.Schedulers;

/// <summary>Replays the schedule of one trial of <see cref="PopulationBasedTraining"/>, as Ray's PopulationBasedTrainingReplay: at each
/// recorded time the trial goes on from its own checkpoint with the parameters recorded.</summary>
/// <remarks>Every trial follows the schedule. A trial that starts with the schedule's initial parameters and the seed of its origin
/// repeats the recorded training.</remarks>
internal sealed class PopulationBasedReplay(PopulationBasedSchedule schedule) : ITrialScheduler
{
    private readonly Dictionary<int, int> _applied = [];

    /// <inheritdoc/>
    public void Added(int trial, IReadOnlyDictionary<string, object?> parameters) => _applied[trial] = 0;

    /// <inheritdoc/>
    public TrialDecision Reported(int trial, double time, double value)
    {
        int due = schedule.Changes.Count(change => change.Time <= time);
        if (due <= _applied[trial])
        {
            return TrialDecision.Continue;
        }

        _applied[trial] = due;
        return new TrialDecision(TrialAction.Exploit, trial, schedule.Changes[due - 1].Parameters);
    }

    /// <inheritdoc/>
    public void Ended(int trial)
    {
    }
}
