using MuZero.Core.Tests.Contracts;
using MuZero.Farm.Redis;
using MuZero.Farm.Tests.Fixtures;
using MuZero.Games;
using MuZero.Replay;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Farm.Tests.Redis;

/// <summary>The embedded buffer's contract, through a real Redis.</summary>
public sealed class RedisReplayContractTests(RedisProcess redis) : ReplayContract, IClassFixture<RedisProcess>, IDisposable
{
    private readonly RedisServer _server = redis.Connect();
    private readonly string _test = Guid.NewGuid().ToString("N");
    private int _runs;

    public void Dispose() => _server.Dispose();

    protected override (IReplay Replay, ReplayEntrance Entrance) Create(ReplayOptions options, GameSpec spec)
    {
        RunKeys keys = new($"{_test}-{_runs++}");
        RedisReplay replay = new(_server, keys, new MadeGame(spec), options);
        EpisodePusher pusher = new(_server, keys);
        bool TryDeliver(Episode episode)
        {
            PushResult result = pusher.Push(EpisodeCodec.Encode(episode), EpisodeSummary.Of(episode));
            Assert.True(result is PushResult.Stored or PushResult.Duplicate or PushResult.Limited, $"the push was answered with {result}");
            return result is not PushResult.Limited;
        }

        return (replay, new ReplayEntrance(TryDeliver, (episode, cancellation) =>
        {
            while (!TryDeliver(episode))
            {
                cancellation.WaitHandle.WaitOne(2);
                cancellation.ThrowIfCancellationRequested();
            }
        }));
    }
}
