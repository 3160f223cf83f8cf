using MuZero.Farm.Redis;
using MuZero.Farm.Tests.Fixtures;
using MuZero.Numerics;
using MuZero.Replay;
using MuZero.SelfPlay;

namespace MuZero.Farm.Tests.Redis;

/// <summary>Fresh targets on their way from a reanalysis service to the trainer.</summary>
public sealed class ReanalysisTests : IDisposable
{
    private const int Episodes = 10;

    private readonly RedisProcess _redis = new();
    private readonly RunOnRedis _run;
    private readonly RedisReplay _replay;

    public ReanalysisTests()
    {
        _run = new RunOnRedis(_redis);
        _replay = new RedisReplay(_run.Server, _run.Keys, RunOnRedis.Game, RunOnRedis.Free, reanalyses: true);
        for (int i = 1; i <= Episodes; i++)
        {
            Assert.Equal(PushResult.Stored, _run.Push(i));
        }

        _replay.Follow();
    }

    [Fact]
    public void Take_NothingDrawn_IsEmpty() => Assert.Empty(Service().Take(ratio: 1.0, positions: 100));

    [Fact]
    public void Take_SeveralServices_ShareTheBufferInTurnUpToTheRatio()
    {
        _ = Drawn(); // 64 positions, of which half are to be searched again: 7 episodes of 5
        StaleEpisodes one = Service(), other = Service();

        long[] taken = [.. Sequences(one.Take(0.5, 10)), .. Sequences(other.Take(0.5, 10)), .. Sequences(one.Take(0.5, 1_000))];

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], taken);
        Assert.Empty(other.Take(0.5, 10));
    }

    [Fact]
    public void Put_FreshTargets_ReachTheTrainersDraws()
    {
        Assert.True(Refresh(version: 9) > 0);

        _replay.Follow();

        Assert.All(Drawn(), sample => Assert.Equal(9, sample.Episode.ReanalysedWeightVersion));
        _run.AssertConsistent();
        Assert.Equal(0, _run.Server.Call(database => database.SortedSetLength(_run.Keys.Fresh)));
    }

    [Fact]
    public void Put_TwiceAndTrainerRestarted_LosesNoEpisodeAndNoTarget()
    {
        Refresh(version: 9);
        Refresh(version: 11);
        List<EpisodeRejection> rejected = [];

        RedisReplay restarted = new(_run.Server, _run.Keys, RunOnRedis.Game, RunOnRedis.Free, rejected.Add, reanalyses: true);

        Assert.Empty(rejected);
        Assert.Equal(Episodes, restarted.Statistics.Episodes);
        ReplaySample[] samples = new ReplaySample[64];
        Assert.True(restarted.TrySample(samples, new RandomStream(3)));
        Assert.All(samples, sample => Assert.Equal(11, sample.Episode.ReanalysedWeightVersion));
    }

    [Fact]
    public void Put_EpisodeHasLeft_ChangesNothing()
    {
        _ = Drawn();
        TakenEpisode taken = Service().Take(1.0, 1)[0];
        _run.Server.Call(database => database.SortedSetRemove(_run.Keys.Order, taken.Entry.Member));
        _run.Server.Call(database => database.KeyDelete(_run.Keys.Episode(taken.Entry.Id)));

        Assert.False(Service().Put(taken));
        Assert.False(_run.Server.Call(database => database.KeyExists(_run.Keys.Episode(taken.Entry.Id))));
    }

    [Fact]
    public void Take_ServiceKilledBeforeItPuts_LosesNothing()
    {
        _ = Drawn();
        string[] before = _run.Ids();

        Assert.NotEmpty(Service().Take(1.0, 1_000)); // and never puts them back

        Assert.Equal(before, _run.Ids());
        _run.AssertConsistent();
        _ = Drawn();
        Assert.Equal(Episodes, Service().Take(1.0, 1_000).Count); // they come again in the next round
    }

    public void Dispose()
    {
        _run.Dispose();
        _redis.Dispose();
    }

    private StaleEpisodes Service() => new(_run.Server, _run.Keys, RunOnRedis.Game);

    private static IEnumerable<long> Sequences(IReadOnlyList<TakenEpisode> taken) => taken.Select(episode => episode.Episode.Sequence);

    private ReplaySample[] Drawn()
    {
        ReplaySample[] samples = new ReplaySample[64];
        Assert.True(_replay.TrySample(samples, new RandomStream(1)));
        return samples;
    }

    // All of the buffer, with targets of another size than those that were pushed.
    private int Refresh(long version)
    {
        _ = Drawn();
        StaleEpisodes service = Service();
        int put = 0;
        foreach (TakenEpisode taken in service.Take(1.0, 1_000))
        {
            int length = taken.Episode.Length;
            Episode fresh = new(taken.Episode)
            {
                ReanalysedWeightVersion = version,
                RootValues = new float[length],
                PolicyOffsets = [.. Enumerable.Range(0, length + 1)],
                PolicyActions = [.. taken.Episode.Actions],
                PolicyWeights = [.. Enumerable.Repeat(1.0f, length)],
            };
            put += service.Put(taken with { Episode = fresh }) ? 1 : 0;
        }

        return put;
    }
}
