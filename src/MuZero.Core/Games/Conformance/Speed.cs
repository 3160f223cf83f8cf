using System.Diagnostics;
using MuZero.Numerics;

namespace MuZero.Games.Conformance;

/// <summary>Measures a game's speed and allocations in random games.</summary>
internal static class Speed
{
    public static (double MovesPerSecond, double BytesPerMove) Measure(IGame game, ulong seed, TimeSpan time)
    {
        // The first round is for the JIT.
        Round(game, seed, time / 3);
        return Round(game, seed, time);
    }

    private static (double MovesPerSecond, double BytesPerMove) Round(IGame game, ulong seed, TimeSpan time)
    {
        GameSpec spec = game.Spec;
        var random = new RandomStream(RandomStream.Derive(seed, 1));
        var chance = new ChancePlay(spec);
        long limit = (long)(time.TotalSeconds * Stopwatch.Frequency);
        int[] legal = new int[spec.Actions];
        float[] observation = new float[spec.Observation.Length];
        float[] rewards = new float[spec.Players];
        long bytes = 0;
        long moves = 0;
        long ticks = 0;
        while (ticks < limit)
        {
            IGameState state = game.NewGame(seed + (ulong)moves);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            for (int decisions = 0; decisions < spec.MaxLength && Stopwatch.GetTimestamp() - start < limit; decisions++)
            {
                int toPlay = state.ToPlay;
                int count = state.LegalActions(legal);
                if (Position.Draw(state, toPlay, legal.AsSpan(0, count), chance, random) is not { } action)
                {
                    break;
                }

                state.Observe(Math.Max(toPlay, 0), observation);
                state.Apply(action);
                state.Rewards(rewards);
                moves++;
            }

            ticks += Math.Max(1, Stopwatch.GetTimestamp() - start);
            bytes += GC.GetAllocatedBytesForCurrentThread() - allocated;
        }

        return (moves * (double)Stopwatch.Frequency / ticks, (double)bytes / Math.Max(1, moves));
    }
}
