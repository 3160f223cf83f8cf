using MuZero.Errors;
using MuZero.Networks;
using MuZero.Replay;
using MuZero.SelfPlay;

namespace MuZero.Runs;

/// <summary>Reanalysis in threads of its own, which keep pace with what the trainer draws.</summary>
/// <remarks>The threads stop at no fixed point, so a resumed run begins with nothing owed.</remarks>
internal sealed class ThreadedReanalysis : IReanalysis
{
    private readonly ReanalysisWorker[] _workers;
    private readonly ReanalysisPace _pace;
    private readonly ReanalysedReplay _replay;
    private readonly RepeatingThreads _threads;

    /// <summary>Threads that do not run yet.</summary>
    /// <param name="replay">The buffer that the trainer draws from.</param>
    /// <param name="workers">Belong to the threads from now on; disposed with them.</param>
    /// <param name="pace">Shared by the workers and the trainer.</param>
    /// <param name="newest">The newest weights.</param>
    public ThreadedReanalysis(ISavedReplay replay, ReanalysisWorker[] workers, ReanalysisPace pace, IWeightSource newest)
    {
        (_workers, _pace) = (workers, pace);
        _replay = new ReanalysedReplay(replay, pace, newest, pace.AwaitReanalysis);
        _threads = new RepeatingThreads("Reanalysis", [.. workers.Select<ReanalysisWorker, Action<CancellationToken>>(worker => stop =>
        {
            pace.AwaitWork(stop);
            worker.Work();
        })]);
    }

    public IReplay Replay => _replay;

    public ReanalysisCounters Counters => _replay.Draws with
    {
        Positions = _workers.Sum(worker => worker.Positions),
        Simulations = _workers.Sum(worker => worker.Simulations),
        WaitedSeconds = _pace.WaitedSeconds,
        TrainerWaitedSeconds = _pace.TrainerWaitedSeconds,
    };

    public int Threads
    {
        get => _threads.Running;
        set => _threads.Running = value;
    }

    public int MostThreads => _workers.Length;

    public CancellationToken Stopping => _threads.Stopping;

    public UserException? Fault => _threads.Fault;

    public void Start() => _threads.Start();

    public void Stop() => _threads.Stop();

    public void Dispose()
    {
        _threads.Dispose();
        Array.ForEach(_workers, worker => worker.Dispose());
    }
}
