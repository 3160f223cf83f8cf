using MuZero.Errors;
using MuZero.Replay;

namespace MuZero.Runs;

/// <summary>A run's reanalysis: its life, its counters and its part of a checkpoint.</summary>
internal interface IReanalysis : IDisposable
{
    /// <summary>The buffer as the trainer sees it: a draw waits while the reanalysis is too far behind.</summary>
    IReplay Replay { get; }

    /// <summary>Counts so far.</summary>
    ReanalysisCounters Counters { get; }

    /// <summary>Threads that search, from 1 to <see cref="MostThreads"/>; the others pause. May be set while they search. 0 if the
    /// trainer's thread searches; setting it changes nothing then.</summary>
    int Threads
    {
        get => 0;
        set
        {
        }
    }

    /// <summary>Threads of the reanalysis; 0 if the trainer's thread searches.</summary>
    int MostThreads => 0;

    /// <summary>Cancelled when the reanalysis ends, by <see cref="Stop"/> or by a fault.</summary>
    CancellationToken Stopping { get; }

    /// <summary>The error that ended the reanalysis, or null.</summary>
    UserException? Fault { get; }

    /// <summary>Begins to search; weights have been published.</summary>
    void Start();

    /// <summary>Stops and waits until every thread has ended.</summary>
    void Stop();

    /// <summary>Writes the state that a deterministic run needs to go on exactly.</summary>
    void Save(BinaryWriter writer)
    {
    }

    /// <summary>Takes over what <see cref="Save"/> wrote, before <see cref="Start"/>.</summary>
    void Load(BinaryReader reader)
    {
    }
}

/// <summary>A reanalysis's counts.</summary>
/// <param name="Positions">Positions searched again.</param>
/// <param name="Simulations">Simulations for them.</param>
/// <param name="Drawn">Positions that the trainer drew.</param>
/// <param name="DrawnFresh">Those whose targets came from a search after the play.</param>
/// <param name="TargetLag">The sum over the drawn positions of the versions between the newest weights and those of their targets.</param>
/// <param name="WaitedSeconds">Seconds that its threads have waited for work, all of them together.</param>
/// <param name="TrainerWaitedSeconds">Seconds that the trainer has waited for it.</param>
internal readonly record struct ReanalysisCounters(
    long Positions, long Simulations, long Drawn, long DrawnFresh, long TargetLag, double WaitedSeconds, double TrainerWaitedSeconds)
{
    public static ReanalysisCounters operator -(ReanalysisCounters a, ReanalysisCounters b) => new(
        a.Positions - b.Positions, a.Simulations - b.Simulations, a.Drawn - b.Drawn, a.DrawnFresh - b.DrawnFresh, a.TargetLag - b.TargetLag,
        a.WaitedSeconds - b.WaitedSeconds, a.TrainerWaitedSeconds - b.TrainerWaitedSeconds);
}
