using MuZero.Core.Tests.Contracts;
using MuZero.Farm.Redis;
using MuZero.Farm.Tests.Fixtures;
using MuZero.Games;
using MuZero.Replay;
using MuZero.Tests.Shared;

namespace MuZero.Farm.Tests.Redis;

/// <summary>The embedded buffer's contract, through a real Redis.</summary>
public sealed class RedisReplayContractTests(RedisProcess redis) : ReplayContract, IClassFixture<RedisProcess>, IDisposable
{
    private readonly RedisServer _server = redis.Connect();
    private readonly string _test = Guid.NewGuid().ToString("N");
    private int _runs;

    public void Dispose() => _server.Dispose();

    protected override IReplay Create(ReplayOptions options, GameSpec spec) => new RedisReplay(_server, new RunKeys($"{_test}-{_runs++}"), new MadeGame(spec), options);
}
