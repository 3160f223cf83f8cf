using System.Diagnostics;

namespace MuZero.Bench.Measuring;

/// <summary>The speed of a load, its threads together.</summary>
/// <param name="PerSecond">Items per second of wall-clock time, median over the windows.</param>
/// <param name="Slowest">The slowest window's rate.</param>
/// <param name="Fastest">The fastest window's rate; far from the slowest if another program, or another machine on the same core, came and
/// went.</param>
/// <param name="BytesPerItem">Managed bytes allocated per item, without those of its products.</param>
/// <param name="BytesPerProduct">Managed bytes of a product, such as a recorded move; not a number if the load has no products.</param>
/// <param name="InferenceShare">Share of the time spent inside a network.</param>
/// <param name="CpuShare">Processor time over wall-clock time and threads; below 1 if other programs used the cores too.</param>
public sealed record Measurement(
    double PerSecond, double Slowest, double Fastest, double BytesPerItem, double BytesPerProduct, double InferenceShare, double CpuShare)
{
    /// <summary>The number of windows; the result is the median of their rates.</summary>
    public const int Windows = 5;

    // Until tiered compilation has optimised the loops they are ten times slower. That takes 0.6 s, and 3 s on a single core, which the
    // compiler's thread shares with them; less than that must be asked for by very short windows.
    private const double ShortestWarmUp = 1.0;
    private const double CompilationTime = 5.0;

    /// <summary>Runs one load per thread: a warm-up, then the windows.</summary>
    /// <param name="threads">Loads at once.</param>
    /// <param name="seconds">The length of a window.</param>
    /// <param name="create">Makes the load of a thread.</param>
    /// <param name="threadsPerLoad">Threads that a load keeps busy, its own included.</param>
    internal static Measurement Take(int threads, double seconds, Func<int, IBenchLoad> create, int threadsPerLoad = 1)
    {
        IBenchLoad[] loads = [.. Enumerable.Range(0, threads).Select(create)];
        try
        {
            Task<Reading>[] running = Array.ConvertAll(loads, load => Task.Factory.StartNew(
                () => Read(load, seconds), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
            return Combine(Task.WhenAll(running).GetAwaiter().GetResult(), threads * threadsPerLoad);
        }
        finally
        {
            Array.ForEach(loads, load => load.Dispose());
        }
    }

    /// <summary>Repeats a load on this thread for a window and returns items per second.</summary>
    internal static double Rate(IBenchLoad load, double seconds) => Repeat(load, seconds, out double taken) / taken;

    /// <summary>Seconds of warm-up before windows of a length.</summary>
    internal static double WarmUp(double seconds) => Math.Max(seconds * Windows, Math.Clamp(12 * seconds, ShortestWarmUp, CompilationTime));

    private static long Repeat(IBenchLoad load, double seconds, out double taken)
    {
        long start = Stopwatch.GetTimestamp();
        long items = 0;
        do
        {
            items += load.Run();
            taken = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        while (taken < seconds);

        return items;
    }

    private static Measurement Combine(Reading[] readings, int threads)
    {
        double[] rates = [.. Enumerable.Range(0, Windows).Select(window => readings.Sum(reading => reading.Rates[window])).Order()];
        return new Measurement(
            rates[Windows / 2],
            rates[0],
            rates[^1],
            readings.Sum(reading => reading.Bytes - reading.ProductBytes) / (double)readings.Sum(reading => reading.Items),
            readings.Sum(reading => reading.ProductBytes) / (double)readings.Sum(reading => reading.Products),
            readings.Average(reading => reading.InferenceShare),
            Math.Min(1.0, readings[0].ProcessShare / threads));
    }

    private static Reading Read(IBenchLoad load, double seconds)
    {
        _ = Rate(load, WarmUp(seconds));
        double[] rates = new double[Windows];
        long items = 0;
        long inference = load.InferenceTicks;
        long productBytes = load.ProductBytes;
        long products = load.Products;
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        double elapsed = 0.0;
        for (int window = 0; window < Windows; window++)
        {
            long done = Repeat(load, seconds, out double taken);
            rates[window] = done / taken;
            items += done;
            elapsed += taken;
        }

        double processShare = (Environment.CpuUsage.TotalTime - processor).TotalSeconds / elapsed;
        return new Reading(
            rates,
            items,
            GC.GetAllocatedBytesForCurrentThread() - bytes,
            load.ProductBytes - productBytes,
            load.Products - products,
            (load.InferenceTicks - inference) / (elapsed * Stopwatch.Frequency),
            processShare);
    }

    // Of one thread; the processor's share is that of the whole process.
    private readonly record struct Reading(
        double[] Rates, long Items, long Bytes, long ProductBytes, long Products, double InferenceShare, double ProcessShare);
}
