using System.Diagnostics;
using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Arena;

/// <summary>Finds the simulations with which a player takes a given time per move, so that entrants of different cost meet at equal
/// time.</summary>
/// <remarks>Measured once before the games, on one thread and as many positions at once as a round has; the games then have a fixed number
/// of simulations, so that they repeat and resume.</remarks>
/// <param name="game">The game.</param>
/// <param name="openingPlies">Plies of the openings after which is measured.</param>
public sealed class TimeCalibration(IGame game, int openingPlies)
{
    private const int Positions = 8;
    private const int MostSimulations = 1_000_000;
    private const double LeastSeconds = 0.05; // of one measurement: the clock and the first calls are negligible beside it
    private const int Measurements = 4;

    /// <summary>The simulations per move that take <paramref name="secondsPerMove"/>, at least 1.</summary>
    /// <param name="create">Makes the player for a number of simulations.</param>
    /// <param name="secondsPerMove">The mean time of a move on one core.</param>
    public int Simulations(Func<int, IPlayer> create, double secondsPerMove)
    {
        IGameState[] states = Starts();
        int simulations = 8;
        for (int measured = 0; measured < Measurements;)
        {
            double seconds = Measure(create(simulations), states);
            bool isLong = seconds >= Math.Min(LeastSeconds, secondsPerMove * Positions);
            double wanted = isLong ? simulations * secondsPerMove * Positions / seconds : 4.0 * simulations;
            measured += isLong ? 1 : 0;
            int next = (int)Math.Clamp(wanted, 1.0, MostSimulations);
            if (next == simulations)
            {
                break;
            }

            simulations = next;
        }

        return simulations;
    }

    private IGameState[] Starts()
    {
        Openings openings = new(game, openingPlies);
        return [.. Enumerable.Range(0, Positions).Select(seed => openings.Next((ulong)seed).State)];
    }

    private static double Measure(IPlayer player, IGameState[] states)
    {
        using IDisposable? owned = player as IDisposable;
        RandomStream[] random = [.. states.Select((_, i) => new RandomStream((ulong)i))];
        int[] actions = new int[states.Length];
        player.Choose(states.AsSpan(0, 1), random.AsSpan(0, 1), actions); // memory and code of the first call
        long started = Stopwatch.GetTimestamp();
        player.Choose(states, random, actions);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
