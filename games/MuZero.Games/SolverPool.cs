using System.Collections.Concurrent;

namespace MuZero.Games;

/// <summary>A game's solvers, one for each thread that asks at the same moment. Their tables make the next positions fast.</summary>
/// <param name="create">Makes a solver.</param>
internal sealed class SolverPool<TSolver>(Func<TSolver> create)
{
    private readonly ConcurrentBag<TSolver> _free = [];

    /// <summary>The answer of a free solver, or of a new one.</summary>
    public T Ask<T>(Func<TSolver, T> question)
    {
        TSolver solver = _free.TryTake(out TSolver? free) ? free : create();
        T answer = question(solver);
        _free.Add(solver);
        return answer;
    }
}
