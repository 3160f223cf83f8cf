using System.Runtime.ExceptionServices;

namespace MuZero.Evaluation;

/// <summary>Ranges of a list that several threads work on.</summary>
internal static class Batches
{
    /// <summary>Works on every range of a list; the first exception ends it.</summary>
    /// <param name="count">The list's length.</param>
    /// <param name="size">Items of a range at most.</param>
    /// <param name="threads">Threads that share the ranges.</param>
    /// <param name="work">Receives the start of a range and the index after its end.</param>
    /// <param name="cancellation">Looked at between ranges.</param>
    public static void InParallel(int count, int size, int threads, Action<int, int> work, CancellationToken cancellation)
    {
        int ranges = (count + size - 1) / size;
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        try
        {
            _ = Parallel.For(0, ranges, options, range => work(range * size, Math.Min(count, (range + 1) * size)));
        }
        catch (AggregateException faults)
        {
            Exception? cancelled = faults.InnerExceptions.OfType<OperationCanceledException>().FirstOrDefault();
            ExceptionDispatchInfo.Throw(cancelled ?? faults.InnerExceptions[0]);
        }
    }
}
