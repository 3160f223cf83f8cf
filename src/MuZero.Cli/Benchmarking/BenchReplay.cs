using MuZero.Games;
using MuZero.Networks;
using MuZero.Replay;
using MuZero.Search;
using MuZero.SelfPlay;

namespace MuZero.Cli.Benchmarking;

/// <summary>A replay buffer of games that an untrained network played, without a rate limit.</summary>
internal static class BenchReplay
{
    // Two simulations give a policy target; how strong it is does not matter here.
    private const int Simulations = 2;

    /// <summary>A buffer of so many episodes.</summary>
    public static InMemoryReplay Filled(IGame game, BenchNetwork network, int episodes)
    {
        InMemoryReplay replay = new(new ReplayOptions { MinPositions = 1, SamplesPerInsert = 1, ErrorBuffer = 1e12, PriorityExponent = 0.5, MaxMebibytes = 4_096 }, game.Spec);
        INetwork plays = network.Create();
        SelfPlayOptions options = new();
        IPlanner planner = Planner.Create(new LearnedModel(plays, game.Spec), new SearchOptions { Simulations = Simulations }, options.Games);
        using Actor actor = new("bench", game, plays, planner, options, seed: 1);
        List<Episode> finished = [];
        while (finished.Count < episodes)
        {
            actor.PlayMove(finished);
        }

        finished.ForEach(episode => replay.TryDeliver(episode));
        return replay;
    }
}
