using MuZero.Games;
using MuZero.Networks;

namespace MuZero.Cli.Benchmarking;

/// <summary>Actors with one number of games, which can be played on for a window at a time.</summary>
internal sealed class TuneCandidate(IReadOnlyList<IBenchLoad> actors) : IDisposable
{
    /// <summary>Plays on all threads at once and returns simulations per second, together.</summary>
    /// <param name="seconds">The window's length; one move of every game is the least.</param>
    public double Measure(double seconds)
    {
        Task<double>[] rates = [.. actors.Select(actor => Task.Factory.StartNew(
            () => Measurement.Rate(actor, seconds), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        return Task.WhenAll(rates).GetAwaiter().GetResult().Sum();
    }

    /// <summary>Bytes that a simulation's node takes: the tree's cache lines, a row of priors and, in MuZero, the hidden state.</summary>
    public static double NodeBytes(GameSpec game, NetworkShape shape)
    {
        (int height, int width) = shape.Plane;
        double latent = !shape.Dynamics ? 0.0 : shape.Kind == NetworkKind.Residual ? (double)shape.Channels * height * width : shape.LatentSize;
        return 256.0 + (4.0 * game.Actions) + (4.0 * latent);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IBenchLoad actor in actors)
        {
            actor.Dispose();
        }
    }
}
