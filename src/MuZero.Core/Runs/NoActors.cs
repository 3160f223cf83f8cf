using MuZero.Errors;
using MuZero.SelfPlay;

namespace MuZero.Runs;

/// <summary>The self-play of a run that learns from logged episodes alone: there is none.</summary>
internal sealed class NoActors : IActors
{
    public event Action<Episode>? EpisodeFinished
    {
        add
        {
        }

        remove
        {
        }
    }

    public ActorCounters Counters => default;

    public CancellationToken Stopping => CancellationToken.None;

    public UserException? Fault => null;

    public void Start()
    {
    }

    public void Stop()
    {
    }

    public void Dispose()
    {
    }

    // As many actors as this run has: none. The same layout as that of other actors, so that a run may go from one to the other.
    public void Save(BinaryWriter writer) => writer.Write(0);

    public void Load(BinaryReader reader)
    {
    }
}
