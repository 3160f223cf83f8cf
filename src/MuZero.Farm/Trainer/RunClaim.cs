using MuZero.Farm.Redis;

namespace MuZero.Farm.Trainer;

/// <summary>The right to write to a run's directory, for as long as this object lives.</summary>
internal sealed class RunClaim : IDisposable
{
    // Another trainer finds within one draw that it was fenced off; then it has its service to end.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly IDisposable _held;

    /// <summary>Waits until the last trainer has left the directory.</summary>
    /// <param name="setup">The run.</param>
    /// <param name="replay">The opened buffer: until that fenced them off, other trainers published, recorded and saved in the same
    /// directory.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="UserException">Another process keeps the directory, or began the run meanwhile.</exception>
    public RunClaim(TrainingSetup setup, RedisReplay replay, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(replay);
        string run = setup.Directory.FullPath;
        _held = setup.Directory.Hold(_patience, stop);
        if (!setup.Resume && setup.Directory.HasCheckpoint)
        {
            _held.Dispose();
            throw new UserException(ExitCode.RunFailed,
                $"Another trainer has just saved the first checkpoint of {run}. Start this one again: it continues from there.");
        }
    }

    public void Dispose() => _held.Dispose();
}
