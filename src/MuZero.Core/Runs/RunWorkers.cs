using MuZero.Errors;

namespace MuZero.Runs;

/// <summary>The threads beside a run's trainer: self-play, and reanalysis if the run has it.</summary>
internal sealed class RunWorkers(IActors actors, IReanalysis? reanalysis) : IDisposable
{
    /// <summary>The error that ended one of them, or null.</summary>
    public UserException? Fault => actors.Fault ?? reanalysis?.Fault;

    public void Start()
    {
        actors.Start();
        reanalysis?.Start();
    }

    /// <summary>Stops them and waits until every thread has ended.</summary>
    public void Stop()
    {
        actors.Stop();
        reanalysis?.Stop();
    }

    /// <summary>A token that is cancelled with the given one, or when one of them ends.</summary>
    public CancellationTokenSource Ending(CancellationToken cancellation) => CancellationTokenSource.CreateLinkedTokenSource(
        cancellation, actors.Stopping, reanalysis?.Stopping ?? CancellationToken.None);

    public void Dispose()
    {
        actors.Dispose();
        reanalysis?.Dispose();
    }
}
