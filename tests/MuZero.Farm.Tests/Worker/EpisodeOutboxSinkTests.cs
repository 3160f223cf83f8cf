using MuZero.Core.Tests.Contracts;
using MuZero.Farm.Redis;
using MuZero.Farm.Worker;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Farm.Tests.Worker;

/// <summary>The outbox as a sink of episodes.</summary>
public sealed class EpisodeOutboxSinkTests : EpisodeSinkContract, IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly EpisodeOutbox _outbox;

    public EpisodeOutboxSinkTests()
        => _outbox = new EpisodeOutbox((_, _, _) => PushResult.Stored, new EpisodeSpool(_scratch["spool"], 1 << 20), Game.Spec);

    protected override IEpisodeSink Sink => _outbox;

    // Pushed by the time at which the outbox has stopped.
    protected override long Taken
    {
        get
        {
            _outbox.Start();
            _outbox.Stop(TimeSpan.FromSeconds(30));
            return _outbox.Statistics.Stored;
        }
    }

    public void Dispose()
    {
        _outbox.Dispose();
        _scratch.Dispose();
    }
}
