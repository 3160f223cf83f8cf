using MuZero.Bench.Networks;
using MuZero.Networks;
using MuZero.Replay;
using MuZero.Search;
using MuZero.SelfPlay;

namespace MuZero.Bench.Benchmarks;

/// <summary>A table of games that an untrained network played.</summary>
internal static class FilledReplay
{
    // Two simulations give a policy target; its quality does not matter here.
    private const int Simulations = 2;

    public static EpisodeTable Create(IGame game, BenchNetwork network, int episodes)
    {
        EpisodeTable replay = new(new ReplayOptions { PriorityExponent = 0.5, MaxMebibytes = 4_096 });
        INetwork plays = network.CreateNetwork();
        SelfPlayOptions options = new();
        SearchOptions search = new SearchOptions { Simulations = Simulations }.For(game.Spec);
        IPlanner planner = Planner.Create(new LearnedModel(plays, game.Spec), search, options.Games);
        using Actor actor = new("bench", game, plays, planner, options, seed: 1);
        List<Episode> finished = [];
        while (finished.Count < episodes)
        {
            actor.PlayMove(finished);
        }

        finished.ForEach(replay.Add);
        return replay;
    }
}
