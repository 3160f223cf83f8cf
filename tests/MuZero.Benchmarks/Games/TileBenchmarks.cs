using System.Globalization;
using MuZero.Agents;
using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Games.TicTacToe;
using MuZero.Learning.Cpu;
using MuZero.Numerics;

namespace MuZero.Benchmarks.Games;

/// <summary>Scores and largest tiles of players of 2048.</summary>
internal static class TileBenchmarks
{
    private const int SideBySide = 64;

    private static readonly int[] _tiles = [512, 1024, 2048, 4096];

    /// <summary>Plays games and prints a row of a Markdown table each for the greedy player and for a run.</summary>
    /// <param name="run">The directory of a run of 2048, or of one of its checkpoints.</param>
    /// <param name="episodes">Games of each.</param>
    public static void Run(string run, int episodes)
    {
        IGame game = new GameCatalog([typeof(TicTacToeGame).Assembly]).Load("2048");
        using AgentPlayer agent = SavedAgent.Open(run, game).CreatePlayer(new CpuBackend(), simulations: 0, SideBySide, threads: 1);
        Console.WriteLine($"| player | games | mean score | {string.Join(" | ", _tiles)} |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        Print("greedy", new BaselinePlayer((IBaseline)game), game, episodes);
        Print("agent", agent, game, episodes);
    }

    private static void Print(string name, IPlayer player, IGame game, int episodes)
    {
        (float Score, int Tile)[] ends =
            [.. Enumerable.Range(0, episodes).Chunk(SideBySide).SelectMany(seeds => Play(player, game, seeds))];
        IEnumerable<string> shares = _tiles.Select(tile =>
            ends.Average(end => end.Tile >= tile ? 1.0 : 0.0).ToString("P0", CultureInfo.InvariantCulture));
        Console.WriteLine($"| {name} | {episodes} | {ends.Average(end => end.Score):N0} | {string.Join(" | ", shares)} |");
    }

    private static IEnumerable<(float Score, int Tile)> Play(IPlayer player, IGame game, int[] seeds)
    {
        ChancePlay chance = new(game.Spec);
        IGameState[] states = Array.ConvertAll(seeds, seed => game.NewGame((ulong)seed));
        RandomStream[] dice = Array.ConvertAll(seeds, seed => new RandomStream((ulong)seed + 1));
        float[][] scores = Array.ConvertAll(seeds, _ => new float[1]);
        int[] actions = new int[seeds.Length];
        while (true)
        {
            for (int i = 0; i < states.Length; i++)
            {
                chance.Resolve(states[i], dice[i], scores[i]);
            }

            int[] playing = [.. Enumerable.Range(0, states.Length).Where(i => states[i].ToPlay >= 0)];
            if (playing.Length == 0)
            {
                return states.Select((state, i) => (scores[i][0], LargestTile(state, game)));
            }

            player.Choose(Array.ConvertAll(playing, i => states[i]), [], actions.AsSpan(0, playing.Length));
            for (int i = 0; i < playing.Length; i++)
            {
                states[playing[i]].Apply(actions[i]);
                Seats.AddRewards(states[playing[i]], scores[playing[i]]);
            }
        }
    }

    // Plane p of an observation has the tiles of 2 to the power of p.
    private static int LargestTile(IGameState state, IGame game)
    {
        float[] observation = new float[game.Spec.Observation.Length];
        state.Observe(0, observation);
        int points = game.Spec.Observation.Height * game.Spec.Observation.Width;
        return 1 << (Array.FindLastIndex(observation, number => number > 0.0f) / points);
    }
}
