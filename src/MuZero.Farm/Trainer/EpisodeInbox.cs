using MuZero.SelfPlay;

namespace MuZero.Farm.Trainer;

/// <summary>The way of episodes from the replay buffer, which finds them, to the run, which counts them.</summary>
public sealed class EpisodeInbox
{
    /// <summary>Raised for each sound episode once, in order, on the thread that read it from Redis.</summary>
    public event Action<Episode>? Arrived;

    /// <summary>Passes an episode on.</summary>
    public void Deliver(Episode episode) => Arrived?.Invoke(episode);
}
