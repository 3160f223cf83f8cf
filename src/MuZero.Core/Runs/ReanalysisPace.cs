using MuZero.Networks;
using MuZero.SelfPlay;

namespace MuZero.Runs;

/// <summary>The balance between the positions that the trainer draws and those that are searched again.</summary>
/// <remarks>Both sides wait here: reanalysis until something is owed, the trainer while too much is. Once every episode has been searched
/// by the target network, nothing is owed until it changes.</remarks>
/// <param name="ratio">Positions to search per position drawn.</param>
/// <param name="lead">Positions by which the trainer may run ahead.</param>
/// <param name="weights">The target network.</param>
internal sealed class ReanalysisPace(double ratio, double lead, IWeightSource weights)
{
    private readonly object _gate = new();
    private readonly WaitMeter _trainerWaits = new();
    private readonly WaitMeter _waits = new();
    private long _freshVersion = -1; // of the weights that have searched every episode
    private double _owed;

    /// <summary>Positions that are still to be searched; negative if more were.</summary>
    public double Owed => Volatile.Read(ref _owed);

    /// <summary>Seconds that reanalysis has waited, all threads together.</summary>
    public double WaitedSeconds => _waits.Seconds;

    /// <summary>Seconds that the trainer has waited.</summary>
    public double TrainerWaitedSeconds => _trainerWaits.Seconds;

    /// <summary>Version of the weights that have searched every episode, or -1.</summary>
    public long FreshVersion => Volatile.Read(ref _freshVersion);

    /// <summary>Goes on with the numbers of a saved run.</summary>
    public void Restore(double owed, long freshVersion) => (_owed, _freshVersion) = (owed, freshVersion);

    /// <summary>Counts drawn positions.</summary>
    public void Draw(int positions)
    {
        lock (_gate)
        {
            _owed = _freshVersion == weights.LatestVersion ? 0.0 : _owed + (ratio * positions);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits while reanalysis is too far behind.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public void AwaitReanalysis(CancellationToken cancellation) => Await(() => _owed <= lead, _trainerWaits, cancellation);

    /// <summary>Waits until positions are to be searched.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public void AwaitWork(CancellationToken cancellation) => Await(() => _owed > 0.0, _waits, cancellation);

    /// <summary>Counts positions whose search begins.</summary>
    public void Take(int positions) => Change(() => _owed -= positions);

    /// <summary>Notes that no episode's targets are older than these weights.</summary>
    public void NothingStale(long weightVersion) => Change(() => (_owed, _freshVersion) = (0.0, weightVersion));

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            Monitor.PulseAll(_gate);
        }
    }

    private void Await(Func<bool> isDue, WaitMeter waits, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (isDue())
            {
                return;
            }
        }

        // Registered and disposed outside the lock: disposing waits for the callback, and the callback for the lock.
        using CancellationTokenRegistration registration = cancellation.Register(() => Change(() => { }));
        waits.Begin();
        try
        {
            lock (_gate)
            {
                while (!isDue())
                {
                    cancellation.ThrowIfCancellationRequested();
                    Monitor.Wait(_gate);
                }
            }
        }
        finally
        {
            waits.End();
        }
    }
}
