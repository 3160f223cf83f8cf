using MuZero.Errors;
using MuZero.Farm.Redis;
using MuZero.Farm.Tests.Fixtures;
using MuZero.Games.ConnectFour;
using MuZero.Games.TicTacToe;
using MuZero.Numerics;
using MuZero.Replay;

namespace MuZero.Farm.Tests.Redis;

/// <summary>A Redis that the program before episode format 2 filled: run "old", 40 episodes of tic-tac-toe by worker-0/0, the last of
/// 84,836.</summary>
public sealed class VersionBeforeTests : IDisposable
{
    private static readonly ReplayOptions _options = new() { MinPositions = 50, MaxEpisodes = 40 };

    private readonly RedisProcess _redis = new("--appendonly", "no");
    private readonly RedisServer _server;
    private readonly RunKeys _keys = new("old");

    public VersionBeforeTests()
    {
        _redis.Kill();
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Fixtures", "redis-of-format-1.rdb"), Path.Combine(_redis.Directory, "dump.rdb"));
        _redis.Start();
        _server = _redis.Connect();
    }

    public void Dispose()
    {
        _server.Dispose();
        _redis.Dispose();
    }

    [Fact]
    public void Open_FilledByTheVersionBefore_ReadsEveryEpisodeAndGoesOn()
    {
        List<EpisodeRejection> rejections = [];
        RedisReplay replay = new(_server, _keys, new TicTacToeGame(), _options, rejected: rejections.Add);

        var samples = new ReplaySample[2_000];
        Assert.True(replay.TrySample(samples, new RandomStream(1)));
        Assert.Empty(rejections);
        Assert.Equal((40, 309L, 84_836L), (replay.Statistics.Episodes, replay.Statistics.Positions, replay.Statistics.InsertedEpisodes));
        Assert.Equal(40, samples.Select(sample => sample.Episode.Sequence).Distinct().Count());
        Assert.Equal(2, replay.Epoch);
    }

    [Fact]
    public void Push_AfterTheVersionBefore_TakesNewFramesBesideTheOld()
    {
        RedisReplay replay = new(_server, _keys, new TicTacToeGame(), _options);
        var samples = new ReplaySample[1];
        replay.TrySample(samples, new RandomStream(1));
        byte[] known = EpisodeCodec.Encode(samples[0].Episode);
        EpisodeSummary summary = EpisodeSummary.Of(samples[0].Episode);

        PushResult again = new EpisodePusher(_server, _keys).Push(known, summary);

        Assert.Equal(PushResult.Duplicate, again);
    }

    [Fact]
    public void Open_ForAnotherGame_IsRefusedWithWhatToDo()
    {
        var refusal = Assert.Throws<IncompatibleException>(() => new RedisReplay(_server, _keys, new ConnectFourGame(), _options));

        Assert.Equal(ExitCode.Incompatible, refusal.ExitCode);
        Assert.Contains("tictactoe version 1", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--experiment-name", refusal.Message, StringComparison.Ordinal);
    }
}
