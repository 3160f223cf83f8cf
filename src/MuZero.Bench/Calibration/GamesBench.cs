using MuZero.Agents;
using MuZero.Bench.Benchmarks;
using MuZero.Bench.Measuring;
using MuZero.Bench.Networks;
using MuZero.Learning;
using MuZero.Options;

namespace MuZero.Bench.Calibration;

/// <summary>Finds the number of games at once that makes self-play fastest on this machine, and remembers it for self_play.games =
/// 0.</summary>
public sealed class GamesBench(IBackend backend, Machine machine, CalibrationMemory memory)
{
    /// <summary>Measures, and remembers the result.</summary>
    /// <exception cref="UserException">The memory cannot be written, or the machine lacks memory.</exception>
    public GamesReport Run(IGame game, RunOptions options, int threads, double seconds)
    {
        CalibrationKey key = CalibrationKey.Of(machine, game, options);
        memory.RequireWritable();
        BenchNetwork network = new(backend, AgentParts.Of(game, options));
        BenchSetup setup = new(game, network, threads, seconds);
        IReadOnlyList<GamesRate> rates = Measure(setup, key.Simulations);
        GamesRate chosen = GamesSearch.Choose(rates);
        CalibrationResult result = new(key, chosen.Games, Math.Round(chosen.PerSecond, 1), threads);
        memory.Remember(result);
        return new GamesReport(result, rates, memory.FilePath, setup.Describe(key.Play));
    }

    private static IReadOnlyList<GamesRate> Measure(BenchSetup setup, int simulations)
    {
        Dictionary<int, GamesCandidate> candidates = [];
        double Window(int games)
        {
            if (!candidates.TryGetValue(games, out GamesCandidate? candidate))
            {
                candidate = Candidate(setup, games, simulations);
                candidates.Add(games, candidate);
                _ = candidate.Measure(candidates.Count == 1 ? Measurement.WarmUp(setup.Seconds) : setup.Seconds);
            }

            return candidate.Measure(setup.Seconds);
        }

        try
        {
            double bytesPerGame = GamesCandidate.NodeBytes(setup.Game.Spec, setup.Network.Shape) * (simulations + 1.0) * setup.Threads;
            return new GamesSearch(Sizes(bytesPerGame), Window).Run();
        }
        finally
        {
            foreach (GamesCandidate candidate in candidates.Values)
            {
                candidate.Dispose();
            }
        }
    }

    private static GamesCandidate Candidate(BenchSetup setup, int games, int simulations) => new(
    [
        .. Enumerable.Range(0, setup.Threads)
            .Select(thread => new SelfPlayLoad(setup.Network, games, simulations, thread)),
    ]);

    // All candidates exist at once, together twice the largest; a run needs half of the memory for its replay buffer and the learner.
    private static int[] Sizes(double bytesPerGame)
    {
        double available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2.0;
        int[] sizes = [.. GamesSearch.Sizes.Where(games => 2.0 * games * bytesPerGame <= available)];
        return sizes.Length > 0
            ? sizes
            : throw UserException.Usage(
                $"Even {GamesSearch.Sizes[0]} games at once need more than half of this machine's memory. "
                + "Lower --simulations or --threads.");
    }
}

/// <summary>The result of muzero bench games.</summary>
/// <param name="Chosen">The remembered result.</param>
/// <param name="Rates">All measured numbers of games.</param>
/// <param name="Remembered">The memory's file.</param>
/// <param name="Setting">The setting in words.</param>
public sealed record GamesReport(CalibrationResult Chosen, IReadOnlyList<GamesRate> Rates, string Remembered, string Setting)
{
    /// <summary>The best rate of all.</summary>
    public double Best => Rates.Max(rate => rate.PerSecond);
}
