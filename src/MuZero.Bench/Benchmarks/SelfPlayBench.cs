using MuZero.Agents;
using MuZero.Bench.Measuring;
using MuZero.Bench.Networks;
using MuZero.Options;
using MuZero.Search;
using MuZero.SelfPlay;

namespace MuZero.Bench.Benchmarks;

/// <summary>Simulations per second of self-play from end to end: search, network, moves, episodes.</summary>
public static class SelfPlayBench
{
    /// <summary>Measures an actor per thread.</summary>
    public static BenchReport Run(BenchSetup setup, int games, int simulations)
    {
        BenchReport report = setup.Evaluate(
            "selfplay", "simulation", "sims/s",
            $"{setup.Network.Agent.Family.Name}, {Quantity.Of(games, "game")} at once, {Quantity.Of(simulations, "simulation")} per move",
            [("batch", games), ("simulations", simulations)],
            thread => new SelfPlayLoad(setup.Network, games, simulations, thread));
        return report with { Product = "move" };
    }
}

/// <summary>An actor that plays on; its episodes are dropped. One item is a simulation, or a move if the planner does not search; what the
/// episodes allocate is counted as product.</summary>
internal sealed class SelfPlayLoad : IBenchLoad
{
    private readonly TimedNetwork _network;
    private readonly Actor _actor;
    private readonly List<Episode> _finished = [];

    public SelfPlayLoad(BenchNetwork network, int games, int simulations, int thread)
    {
        _network = new TimedNetwork(network.CreateNetwork());
        RunOptions options = network.Agent.Options with { Search = new SearchOptions { Simulations = simulations } };
        AgentParts agent = network.Agent with { Options = options };
        IPlanner planner = agent.Family.CreatePlanner(agent, _network, games);
        _actor = new Actor("bench", agent.Game, _network, planner, new SelfPlayOptions { Games = games }, seed: (ulong)thread + 1);
    }

    public long InferenceTicks => _network.Ticks;

    public long ProductBytes { get; private set; }

    public long Products => _actor.Moves;

    public long Run()
    {
        (long simulations, long moves) = (_actor.Simulations, _actor.Moves);
        _finished.Clear();
        _actor.Plan();
        long searched = GC.GetAllocatedBytesForCurrentThread();
        _actor.Play(_finished);
        ProductBytes += GC.GetAllocatedBytesForCurrentThread() - searched;
        return Math.Max(_actor.Simulations - simulations, _actor.Moves - moves);
    }

    public void Dispose() => _actor.Dispose();
}
