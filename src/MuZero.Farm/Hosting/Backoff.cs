namespace MuZero.Farm.Hosting;

/// <summary>Growing, jittered waits between attempts, so that clients do not retry in lockstep.</summary>
internal static class Backoff
{
    /// <summary>Waits between half of <paramref name="wait"/> and all of it; ends early, without an exception, when cancelled.</summary>
    /// <returns>The next wait.</returns>
    public static async Task<TimeSpan> Pause(TimeSpan wait, TimeSpan longest, CancellationToken cancellation)
    {
        await Task.Delay(wait * (0.5 + (0.5 * Random.Shared.NextDouble())), cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return wait * 2 < longest ? wait * 2 : longest;
    }
}
