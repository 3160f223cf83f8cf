using MuZero.Farm.Redis;
using MuZero.Replay;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;
using StackExchange.Redis;

namespace MuZero.Farm.Tests.Fixtures;

/// <summary>One run's buffer in a test's Redis, and what must always hold of it.</summary>
internal sealed class RunOnRedis : IDisposable
{
    /// <summary>A limiter that never holds back.</summary>
    public static readonly ReplayOptions Free = new() { MinPositions = 1, SamplesPerInsert = 1, ErrorBuffer = 1e12 };

    private readonly bool _ownsServer;

    public RunOnRedis(RedisProcess redis, RedisServer? server = null)
    {
        Keys = new RunKeys($"run-{Guid.NewGuid():N}");
        Server = server ?? redis.Connect();
        _ownsServer = server is null;
        Pusher = new EpisodePusher(Server, Keys);
    }

    public static EpisodeStrip Game { get; } = new();

    public RunKeys Keys { get; }

    public RedisServer Server { get; }

    public EpisodePusher Pusher { get; }

    public RedisReplay Open(ReplayOptions? options = null, Action<EpisodeRejection>? rejected = null)
        => new(Server, Keys, Game, options ?? Free, rejected: rejected);

    public static Episode Episode(long sequence, string producer = "worker-0/0", ulong seed = 0)
        => EpisodeMaker.Play(Game, seed == 0 ? (ulong)sequence : seed, sequence, producer: producer);

    public PushResult Push(long sequence, string producer = "worker-0/0") => Push(Episode(sequence, producer));

    public PushResult Push(Episode episode) => Pusher.Push(EpisodeCodec.Encode(episode), EpisodeSummary.Of(episode));

    /// <summary>The ids of the episodes held, in order.</summary>
    public string[] Ids()
        => [.. Server.Call(database => database.SortedSetRangeByRank(Keys.Order))!.Select(member => ((string)member!).Split('|')[0])];

    /// <summary>True if Redis answers.</summary>
    public bool Answers()
    {
        try
        {
            return Ids().Length >= 0;
        }
        catch (RedisUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Every counter equals what is there, every member has its frame and every frame its member.</summary>
    public void AssertConsistent()
    {
        string[][] members = [.. Server.Call(database => database.SortedSetRangeByRank(Keys.Order))!.Select(member => ((string)member!)
            .Split('|'))];
        RedisValue[] counters = Server.Call(database => database.HashGet(Keys.Meta, ["episodes", "positions", "bytes"]))!;
        Assert.Equal(members.Length, (long)counters[0]);
        Assert.Equal(members.Sum(member => long.Parse(member[1], null)), (long)counters[1]);
        Assert.Equal(members.Sum(member => long.Parse(member[2], null)), (long)counters[2]);
        Assert.Equal(members.Length, members.Select(member => member[0]).Distinct().Count());
        string[] frames = [.. (
            (RedisResult[])Server.Call(database
            => database.Execute("KEYS", Keys.EpisodePrefix.Replace("{", "\\{", StringComparison.Ordinal) + "*"))!)
            .Select(key => (string)key!)];
        Assert.Equal(members.Select(member => Keys.EpisodePrefix + member[0]).Order(), frames.Order());
    }

    public void Dispose()
    {
        if (_ownsServer)
        {
            Server.Dispose();
        }
    }
}
