using MuZero.Core.Tests.Contracts;
using MuZero.Errors;
using MuZero.Farm.Redis;
using MuZero.Farm.Tests.Fixtures;
using MuZero.Farm.Tuning;
using MuZero.Tuning.Studies;
using StackExchange.Redis;

namespace MuZero.Farm.Tests.Tuning;

public sealed class RedisStudyLogTests(RedisProcess redis) : StudyLogContract, IClassFixture<RedisProcess>, IDisposable
{
    private readonly RedisServer _server = redis.Connect();

    public void Dispose() => _server.Dispose();

    protected override IStudyLog Open(string name)
        => new RedisStudyLog(_server, redis.Endpoint, name, new RedisPatience(name, TimeSpan.FromSeconds(20), _ => { }));

    [Fact]
    public void Exchange_Flushed_SaysThatTheStudyIsGone()
    {
        string name = NewName();
        using IStudyLog log = Open(name);
        log.Exchange(0, ["{\"a\":1}"]);
        _server.Call(database => database.KeyDelete(new StudyKeys(name).Log));

        UserException fault = Assert.Throws<UserException>(() => log.Exchange(1, ["{\"a\":2}"]));

        Assert.StartsWith($"The study {name} is gone", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Open(name).Exchange(0, []));
    }

    [Fact]
    public void Exchange_ReplacedByAnother_IsRefused()
    {
        string name = NewName();
        using IStudyLog log = Open(name), other = Open(name);
        log.Exchange(0, ["{\"a\":1}"]);
        _server.Call(database => database.KeyDelete(new StudyKeys(name).Log));
        other.Exchange(0, ["{\"b\":1}", "{\"b\":2}"]);

        Assert.Contains("was replaced", Assert.Throws<UserException>(() => log.Exchange(1, [])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Exchange_EndOfTheLogLost_IsRewound(bool othersWentOn)
    {
        string name = NewName();
        using IStudyLog log = Open(name);
        log.Exchange(0, ["{\"a\":1}", "{\"a\":2}", "{\"a\":3}"]);
        _server.Call(database => { database.ListTrim(new StudyKeys(name).Log, 0, 1); return true; });
        if (othersWentOn)
        {
            Open(name).Exchange(2, ["{\"b\":1}", "{\"b\":2}"]);
        }

        Assert.Throws<LogRewoundException>(() => log.Exchange(3, ["{\"a\":4}"]));
        Assert.Equal(othersWentOn ? 4 : 2, log.Exchange(0, []).Count);
    }

    [Fact]
    public void Exchange_MoreThanAPage_ReadsAll()
    {
        string name = NewName();
        using IStudyLog log = Open(name);
        string[] lines = [.. Enumerable.Range(0, 12_345).Select(number => $"{{\"a\":{number}}}")];

        Assert.Equal(lines, log.Exchange(0, lines));
        Assert.Equal(lines, Open(name).Exchange(0, []));
        Assert.Equal([.. lines, "{}"], Open(name).Exchange(0, ["{}"]));
    }

    [Fact]
    public void Script_RepeatedAppend_IsAppliedOnce()
    {
        string name = NewName();
        StudyKeys keys = new(name);
        RedisValue[] arguments = [0, "", "", "appender", 7, 10, 100, "{\"a\":1}", "{\"a\":2}"];
        _server.Call(database => database.ScriptEvaluate(RedisScript.Study, [keys.Log, keys.Appenders], arguments));
        _server.Call(database => database.ScriptEvaluate(RedisScript.Study, [keys.Log, keys.Appenders], arguments));

        Assert.Equal(["{\"a\":1}", "{\"a\":2}"], Open(name).Exchange(0, []));
    }
}
