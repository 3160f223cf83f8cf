using MuZero.Bench.Measuring;
using MuZero.Networks;

namespace MuZero.Bench.Calibration;

/// <summary>Actors with one number of games, which can play on for a window at a time.</summary>
internal sealed class GamesCandidate(IReadOnlyList<IBenchLoad> actors) : IDisposable
{
    /// <summary>Bytes of a simulation's node: the tree's cache lines, a row of priors and, in MuZero, the hidden state.</summary>
    public static double NodeBytes(GameSpec game, NetworkShape shape)
    {
        (int height, int width) = shape.Plane;
        double state = shape.Kind == NetworkKind.Residual ? (double)shape.Channels * height * width : shape.LatentSize;
        double latent = shape.Dynamics ? state : 0.0;
        return 256.0 + (4.0 * game.Actions) + (4.0 * latent);
    }

    /// <summary>Plays on all threads at once and returns their simulations per second together.</summary>
    /// <param name="seconds">The window's length; at least one move of every game is played.</param>
    public double Measure(double seconds)
    {
        Task<double>[] rates = [.. actors.Select(actor => Task.Factory.StartNew(
            () => Measurement.Rate(actor, seconds), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        return Task.WhenAll(rates).GetAwaiter().GetResult().Sum();
    }

    public void Dispose()
    {
        foreach (IBenchLoad actor in actors)
        {
            actor.Dispose();
        }
    }
}
