using MuZero.Networks;
using MuZero.Replay;
using MuZero.SelfPlay;

namespace MuZero.Runs;

/// <summary>Gives the stalest episodes of a replay buffer fresh targets, a batch of positions at a time. Used by one thread; several
/// workers share a buffer.</summary>
/// <param name="reanalyser">Belongs to the worker, which disposes it.</param>
/// <param name="replay">The buffer.</param>
/// <param name="weights">The target network.</param>
/// <param name="pace">What is to be done.</param>
internal sealed class ReanalysisWorker(Reanalyser reanalyser, InMemoryReplay replay, IWeightSource weights, ReanalysisPace pace)
    : IDisposable
{
    private readonly List<NumberedEpisode> _taken = [];
    private long _positions;

    /// <summary>Positions searched so far.</summary>
    public long Positions => Volatile.Read(ref _positions);

    /// <summary>Simulations so far.</summary>
    public long Simulations => Positions * reanalyser.Simulations;

    /// <summary>The random streams of the searches.</summary>
    public Reanalyser Reanalyser => reanalyser;

    /// <summary>One batch, or none if every episode's targets are those of the target network.</summary>
    public void Work()
    {
        if (weights.LatestVersion > reanalyser.WeightVersion && weights.Latest() is { } latest)
        {
            reanalyser.Load(latest);
        }

        _taken.Clear();
        replay.TakeStale(reanalyser.WeightVersion, reanalyser.Capacity, _taken);
        if (_taken.Count == 0)
        {
            pace.NothingStale(reanalyser.WeightVersion);
            return;
        }

        int positions = _taken.Sum(taken => taken.Episode.Length);
        pace.Take(positions);
        Episode[] fresh = reanalyser.Refresh([.. _taken.Select(taken => taken.Episode)]);
        for (int i = 0; i < fresh.Length; i++)
        {
            replay.Replace(_taken[i] with { Episode = fresh[i] });
        }

        Volatile.Write(ref _positions, _positions + positions);
    }

    public void Dispose() => reanalyser.Dispose();
}
