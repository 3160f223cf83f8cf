using System.Collections.Concurrent;
using MuZero.Errors;
using MuZero.Farm.Redis;
using MuZero.Farm.Tests.Fixtures;
using MuZero.Farm.Tuning;
using MuZero.Tuning.Studies;

namespace MuZero.Farm.Tests.Tuning;

/// <summary>A study while its Redis is killed, and workers that are gone.</summary>
public sealed class RedisAwayTests : IDisposable
{
    private readonly RedisProcess _redis = new();
    private readonly RedisPatience _patience = new("a", TimeSpan.FromSeconds(20), _ => { });

    public void Dispose() => _redis.Dispose();

    [Fact]
    public async Task Exchange_RedisKilledAndStarted_WaitsAndGoesOn()
    {
        ConcurrentQueue<string> reports = [];
        using RedisServer server = _redis.Connect();
        using RedisStudyLog log = new(server, _redis.Endpoint, "a", new RedisPatience("a", TimeSpan.FromSeconds(60), reports.Enqueue));
        log.Exchange(0, ["{\"a\":1}"]);
        _redis.Kill();

        Task<IReadOnlyList<string>> waiting = Task.Run(() => log.Exchange(1, ["{\"a\":2}"]));
        SpinWait.SpinUntil(() => !reports.IsEmpty, TimeSpan.FromSeconds(20));
        _redis.Start();

        Assert.Equal(["{\"a\":2}"], await waiting);
        Assert.Equal(["{\"a\":1}", "{\"a\":2}"], log.Exchange(0, []));
        Assert.Equal(2, reports.Count);
    }

    [Fact]
    public void Exchange_RedisStaysAway_IsOneLine()
    {
        using RedisServer server = _redis.Connect();
        using RedisStudyLog log = new(server, _redis.Endpoint, "a", new RedisPatience("a", TimeSpan.FromSeconds(0.2), _ => { }));
        _redis.Kill();

        UserException fault = Assert.Throws<RedisUnavailableException>(() => log.Exchange(0, ["{}"]));

        Assert.Equal(ExitCode.Unreachable, fault.ExitCode);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Gone_KeyExpired_OnlyOfARedisThatIsOldEnough()
    {
        using RedisServer server = _redis.Connect();
        using RedisPresence old = new(server, "a", TimeSpan.Zero, _patience), young = new(server, "a", TimeSpan.FromHours(1), _patience);
        young.Announce("alive");
        young.Announce("dead");
        server.Call(database => database.KeyDelete(new StudyKeys("a").Worker("dead")));

        Assert.Equal(["dead"], old.Gone(["alive", "dead", "unknown"]));
        Assert.Empty(young.Gone(["alive", "dead", "unknown"]));
    }

    [Fact]
    public void Collect_WorkerGone_ItsTrialIsTriedAgain()
    {
        using RedisStudyStorage storage = new(
            new RedisOptions { Endpoint = _redis.Endpoint })
        { WorkerExpiry = TimeSpan.FromMilliseconds(100) };
        using Study first = Study.Open(storage.Log("größer {a}"), "größer {a}", [Direction.Minimize]);
        using Study second = Study.Load(storage.Log("größer {a}"));
        using IWorkerPresence presence = storage.Presence("größer {a}");
        using (IWorkerPresence killed = storage.Presence("größer {a}"))
        {
            killed.Announce(first.Worker);
        }

        int trial = first.Ask().Number;
        SpinWait.SpinUntil(() => AbandonedTrials.Collect(second, presence, 1).Count > 0, TimeSpan.FromSeconds(20));

        Assert.Equal([TrialState.Failed, TrialState.Waiting], second.Trials.Select(other => other.State));
        Assert.Equal(TrialState.Failed, first.Tell(trial, TrialState.Complete, 1.0).State);
        Assert.Equal(["größer {a}"], storage.Names());
    }

    [Fact]
    public void Gone_Disposed_AtOnce()
    {
        using RedisServer server = _redis.Connect();
        using RedisPresence judge = new(server, "a", TimeSpan.Zero, _patience);
        using (RedisPresence worker = new(server, "a", TimeSpan.FromHours(1), _patience))
        {
            worker.Announce("worker");
            Assert.Empty(judge.Gone(["worker"]));
        }

        Assert.Equal(["worker"], judge.Gone(["worker"]));
    }
}
