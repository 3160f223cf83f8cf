using System.Diagnostics;
using System.Globalization;
using MuZero.Games;
using MuZero.Games.Breakthrough;
using MuZero.Games.ConnectFour;
using MuZero.Games.Hex;
using MuZero.Games.Othello;
using MuZero.Numerics;

namespace MuZero.Benchmarks.Games;

/// <summary>Times of the solvers: random positions per ply, each with the values after all of its moves, as the judge of accuracy asks for
/// them. One solver for all positions of a ply, whose table is empty at the first one.</summary>
internal static class SolverBenchmarks
{
    private const int MostPositions = 1_000; // of a ply
    private const double MostSeconds = 30.0; // for a ply's
    private const int MostDraws = 200_000;

    /// <summary>The plies of docs/BENCHMARKS.md.</summary>
    public static void Times()
    {
        Console.WriteLine("| game | ply | positions | mean ms | 99 % ms | worst ms |\n|---|---|---|---|---|---|");
        Measure(() => new ConnectFourGame(), 30, 24, 16, 12, 8);
        Measure(() => new OthelloGame(4), 0, 4);
        Measure(() => new OthelloGame(6), 22, 20, 18);
        Measure(() => new OthelloGame(8), 46);
        Measure(() => new HexGame(3), 2);
        Measure(() => new HexGame(4), 2, 4);
        Measure(() => new HexGame(5), 2, 4, 8, 12);
        Measure(() => new HexGame(6), 12, 16);
        Measure(() => new BreakthroughGame(4), 2, 4);
        Measure(() => new BreakthroughGame(5), 20, 26);
        Measure(() => new BreakthroughGame(6), 40);
    }

    /// <summary>The exact scores of connect four's first moves: -2 -1 0 1 0 -1 -2. Takes long.</summary>
    public static void Scores()
    {
        ConnectFourGame game = new();
        for (int column = 0; column < game.Spec.Actions; column++)
        {
            IGameState state = game.NewGame(0);
            _ = state.Apply(column);
            long started = Stopwatch.GetTimestamp();
            int score = -game.Score(state);
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"column {column + 1}: {score} ({seconds:F1} s)"));
        }
    }

    private static void Measure(Func<IGame> create, params int[] plies)
    {
        foreach (int ply in plies)
        {
            IGame game = create();
            if (game is not ISolver solver)
            {
                continue;
            }

            double[] times = [.. Times(game, solver, ply).Order()];
            if (times.Length > 0)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {game.Spec.Id} | {ply} | {times.Length} | {times.Average():F2} | "
                    + $"{times[times.Length * 99 / 100]:F1} | {times[^1]:F1} |"));
            }
        }
    }

    private static List<double> Times(IGame game, ISolver solver, int ply)
    {
        List<double> times = [];
        HashSet<ulong> known = [];
        RandomStream random = new(1);
        for (int draw = 0; draw < MostDraws && times.Count < MostPositions && times.Sum() < 1_000.0 * MostSeconds; draw++)
        {
            if (Draw(game, ply, random) is not { } state || !known.Add(((IHashable)state).Hash) || !solver.CanSolve(state))
            {
                draw += ply == 0 ? MostDraws : 0; // there is one first position
                continue;
            }

            long started = Stopwatch.GetTimestamp();
            SolveWithMoves(solver, state, game.Spec.Actions);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return times;
    }

    private static void SolveWithMoves(ISolver solver, IGameState state, int actions)
    {
        int[] legal = new int[actions];
        _ = solver.Solve(state);
        foreach (int action in legal[..state.LegalActions(legal)])
        {
            IGameState next = state.Clone();
            _ = next.Apply(action) == Transition.Continues ? solver.Solve(next) : 0.0f;
        }
    }

    // A position after random moves; null if the game was over before.
    private static IGameState? Draw(IGame game, int ply, RandomStream random)
    {
        int[] legal = new int[game.Spec.Actions];
        IGameState state = game.NewGame(0);
        for (int played = 0; played < ply && state.ToPlay >= 0; played++)
        {
            _ = state.Apply(legal[random.Next(state.LegalActions(legal))]);
        }

        return state.ToPlay >= 0 ? state : null;
    }
}
