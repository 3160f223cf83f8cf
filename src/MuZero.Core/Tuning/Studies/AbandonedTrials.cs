namespace MuZero.Tuning.Studies;

/// <summary>Trials that run in the log, but whose worker is gone.</summary>
public static class AbandonedTrials
{
    /// <summary>Ends them as failed; each is tried again as <see cref="Study.Fail"/> does. Any worker may call it at any time.</summary>
    /// <param name="study">The study.</param>
    /// <param name="presence">Knows which workers are gone. Trials of workers that it has never known are left alone.</param>
    /// <param name="maxFailures">The number of failed attempts at the same parameters that are followed by another one.</param>
    /// <returns>The trials, failed or as their worker ended them at the last moment.</returns>
    /// <exception cref="Errors.UserException">The log or the presence of workers cannot be read or written.</exception>
    public static IReadOnlyList<Trial> Collect(Study study, IWorkerPresence presence, int maxFailures)
    {
        Trial[] running = study.Read(state => state.Running.Select(number => state[number]).ToArray());
        IReadOnlySet<string> gone = running.Length == 0
            ? new HashSet<string>()
            : presence.Gone([.. running.Select(trial => trial.Worker).Distinct()]);
        return [.. running.Where(trial => gone.Contains(trial.Worker)).Select(trial => study.Fail(trial.Number, maxFailures))];
    }
}
