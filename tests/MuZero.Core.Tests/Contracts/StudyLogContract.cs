using FsCheck;
using FsCheck.Fluent;
using MuZero.Tests.Shared;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Contracts;

/// <summary>The laws of <see cref="IStudyLog"/>.</summary>
public abstract class StudyLogContract
{
    private int _logs;

    /// <summary>Opens the log of a name, each time by an object of its own if the log is outside of the process.</summary>
    protected abstract IStudyLog Open(string name);

    [Fact]
    public void Exchange_Empty_ReadsNothing()
    {
        using IStudyLog log = Open(NewName());

        Assert.Empty(log.Exchange(0, []));
    }

    [Fact]
    public void Exchange_Appended_ReturnsThemInOrder()
    {
        using IStudyLog log = Open(NewName());

        Assert.Equal(["{\"a\":1}"], log.Exchange(0, ["{\"a\":1}"]));
        Assert.Equal(["{\"a\":2}", "{\"a\":3}"], log.Exchange(1, ["{\"a\":2}", "{\"a\":3}"]));
        Assert.Equal(["{\"a\":1}", "{\"a\":2}", "{\"a\":3}"], log.Exchange(0, []));
        Assert.Equal(["{\"a\":3}"], log.Exchange(2, []));
        Assert.Empty(log.Exchange(3, []));
    }

    [Fact]
    public void Exchange_BehindOthers_ReadsTheirsFirst()
    {
        string name = NewName();
        using IStudyLog first = Open(name), second = Open(name);
        first.Exchange(0, ["{\"a\":1}", "{\"a\":2}"]);

        Assert.Equal(["{\"a\":1}", "{\"a\":2}", "{\"b\":1}"], second.Exchange(0, ["{\"b\":1}"]));
        Assert.Equal(["{\"b\":1}", "{\"a\":3}"], first.Exchange(2, ["{\"a\":3}"]));
    }

    [Fact]
    public void Exchange_MoreUnreadThanAllowed_AppendsNothing()
    {
        string name = NewName();
        using IStudyLog first = Open(name), second = Open(name);
        first.Exchange(0, ["{\"a\":1}"]);

        Assert.Equal(["{\"a\":1}"], second.Exchange(0, ["{\"b\":1}", "{\"b\":2}"], maxUnread: 0));
        Assert.Equal(["{\"b\":1}", "{\"b\":2}"], second.Exchange(1, ["{\"b\":1}", "{\"b\":2}"], maxUnread: 0));
        Assert.Equal(["{\"b\":1}", "{\"b\":2}"], first.Exchange(1, ["{\"a\":2}"], maxUnread: 1));
        Assert.Equal(["{\"b\":1}", "{\"b\":2}", "{\"a\":2}"], first.Exchange(1, ["{\"a\":2}"], maxUnread: 2));
    }

    [Fact]
    public void Exchange_OpenedAgain_HasEverything()
    {
        string name = NewName();
        using IStudyLog kept = Open(name); // a log in memory ends with its last user
        string[] lines = [.. Enumerable.Range(0, 1000).Select(number => $"{{\"number\":{number}}}")];
        using (IStudyLog writer = Open(name))
        {
            writer.Exchange(0, lines);
        }

        using IStudyLog reader = Open(name);

        Assert.Equal(lines, reader.Exchange(0, []));
    }

    [Fact]
    public void Exchange_TwoNames_AreTwoLogs()
    {
        using IStudyLog first = Open(NewName()), second = Open(NewName());

        first.Exchange(0, ["{\"a\":1}"]);

        Assert.Empty(second.Exchange(0, []));
    }

    [Theory]
    [InlineData("{\"attr\":\"Zürich, 東京, \\ud83c\\udfb2, \\\\ \\\"\"}")]
    [InlineData("{\"attr\":\"Zürich, 東京, 🎲, Ø\"}")]
    [InlineData("{\"intermediate_value\":NaN,\"values\":[-Infinity,Infinity]}")]
    [InlineData("{ \"op_code\" : 4 , \"lines\" : 2 }")]
    [InlineData("{\"lines\":\"a\"}")]
    public void Exchange_AnyText_IsReadAsItWasWritten(string line)
    {
        string name = NewName();
        using IStudyLog log = Open(name), other = Open(name);
        log.Exchange(0, [line, "{}"]);

        Assert.Equal([line, "{}"], other.Exchange(0, []));
    }

    [Fact]
    public void Exchange_MegabyteLine_IsReadAsItWasWritten()
    {
        string name = NewName(), line = $"{{\"attr\":\"{new string('x', 1 << 20)}\"}}";
        using IStudyLog log = Open(name), other = Open(name);
        log.Exchange(0, ["{}", line, line]);

        Assert.Equal(["{}", line, line], other.Exchange(0, []));
    }

    [Fact]
    public void Exchange_LineBreak_IsRefused()
    {
        using IStudyLog log = Open(NewName());

        Assert.Throws<ArgumentException>(() => log.Exchange(0, ["{}", "{\n}"]));
        Assert.Empty(log.Exchange(0, []));
    }

    [Fact]
    public async Task Exchange_ManyWriters_OneOrderAndWholeGroups()
    {
        string name = NewName();
        using IStudyLog shared = Open(name);
        Task<List<string>>[] writers = [.. Enumerable.Range(0, 4)
            .Select(writer => Task.Run(() => Write(writer < 2 ? shared : Open(name), writer)))];

        List<string>[] seen = await Task.WhenAll(writers);

        IReadOnlyList<string> all = shared.Exchange(0, []);
        Assert.Equal(4 * 25 * 3, all.Count);
        Assert.All(seen, lines => Assert.Equal(all.Take(lines.Count), lines));
        for (int i = 0; i < all.Count; i += 3)
        {
            Assert.Equal(all[i].Replace(",0]", ",1]", StringComparison.Ordinal), all[i + 1]);
            Assert.Equal(all[i].Replace(",0]", ",2]", StringComparison.Ordinal), all[i + 2]);
        }
    }

    [Fact]
    public async Task Study_ManyWorkers_EachTrialOnceAndNotOneTooMany()
    {
        string name = NewName();
        using IStudyLog kept = Open(name);
        Task[] workers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            using Study study = Study.Open(Open(name), name, [Direction.Minimize]);
            while (study.AskWithin(20) is { } trial)
            {
                study.Tell(trial, trial.SuggestFloat("x", 0.0, 1.0));
            }
        }))];

        await Task.WhenAll(workers);

        using Study all = Study.Load(Open(name));
        Assert.Equal(20, all.Trials.Count);
        Assert.All(all.Trials, trial => Assert.Equal(TrialState.Complete, trial.State));
    }

    [Fact]
    public void Study_RandomUse_ReplaysToTheSameState()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            string name = NewName();
            using IStudyLog kept = Open(name);
            using Study study = Study.Open(Open(name), name, [Direction.Minimize, Direction.Maximize], StudyMaker.Options(seed));
            StudyMaker.Use(study, seed);
            using Study again = Study.Load(Open(name));

            return StudyMaker.Text(study) == StudyMaker.Text(again)
                && study.Read(state => state.Settled) == again.Read(state => state.Settled);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));
    }

    protected string NewName() => $"study {_logs++} of {GetType().Name}, größer: {Guid.NewGuid():N}";

    private static List<string> Write(IStudyLog log, int writer)
    {
        List<string> seen = [];
        for (int i = 0; i < 25; i++)
        {
            seen.AddRange(log.Exchange(seen.Count, [.. Enumerable.Range(0, 3).Select(part => $"{{\"a\":[{writer},{i},{part}]}}")]));
        }

        return seen;
    }
}
