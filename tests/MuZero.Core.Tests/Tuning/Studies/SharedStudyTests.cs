using System.Text.Json;
using MuZero.Errors;
using MuZero.Tests.Shared;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Studies;

/// <summary>Several studies in one log, several workers in one study, and workers that are gone.</summary>
public class SharedStudyTests
{
    private static readonly Direction[] _minimize = [Direction.Minimize];

    [Fact]
    public void Open_TwoNamesInOneLog_AreTwoStudies()
    {
        using MemoryStudyLog log = new();
        using Study first = Study.Open(log, "a", _minimize), second = Study.Open(log, "b", [Direction.Maximize, Direction.Minimize]);
        first.Tell(first.Ask(), 1.0);
        StudyTrial theirs = second.Ask();
        theirs.SuggestFloat("x", 0.0, 1.0);
        first.SetUserAttribute("of", "a");
        first.Tell(first.Ask(), 2.0);
        second.Tell(theirs, 3.0, 4.0);

        using Study loaded = Study.Load(log, name: "b");

        Assert.Equal([1.0, 2.0], first.Trials.Select(trial => trial.Value));
        Assert.Equal([3.0, 4.0], Assert.Single(loaded.Trials).Values);
        Assert.Equal(StudyMaker.Text(second), StudyMaker.Text(loaded));
        Assert.Equal([0], second.Trials.Select(trial => trial.Number));
    }

    [Fact]
    public void Load_SeveralStudiesWithoutAName_ListsThem()
    {
        using MemoryStudyLog log = new();
        using Study first = Study.Open(log, "first", _minimize), second = Study.Open(log, "second", _minimize);

        Assert.Contains("first, second", Assert.Throws<UserException>(() => Study.Load(log)).Message, StringComparison.Ordinal);
        Assert.Contains("first, second", Assert.Throws<UserException>(() => Study.Load(log, name: "third")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Create_NameTaken_IsRefused()
    {
        using MemoryStudyLog log = new();
        using Study study = Study.Create(log, "a", _minimize);

        Assert.Contains("a already", Assert.Throws<UserException>(() => Study.Create(log, "a", _minimize)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OtherDirections_IsRefused()
    {
        using MemoryStudyLog log = new();
        using Study study = Study.Create(log, "a", _minimize);

        UserException fault = Assert.Throws<UserException>(() => Study.Open(log, "a", [Direction.Maximize]));

        Assert.Equal(ExitCode.Usage, fault.ExitCode);
        Assert.Contains("Minimize, not Maximize", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Exchange_StudyDeletedByAnother_IsOneLine()
    {
        using MemoryStudyLog log = new();
        using Study study = Study.Create(log, "a", _minimize);
        log.Exchange(1, ["{\"op_code\": 1, \"worker_id\": \"o\", \"study_id\": 0}"]);

        UserException fault = Assert.Throws<UserException>(() => study.Ask());
        using Study anew = Study.Create(log, "a", _minimize);

        Assert.Contains("was deleted", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, anew.Ask().Number);
    }

    [Fact]
    public void Fail_BelowTheLimit_IsTriedAgainWithTheSameParameters()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "a", _minimize);
        StudyTrial first = study.Ask();
        double x = first.SuggestFloat("x", 0.0, 1.0);
        study.Fail(first.Number, maxFailures: 2);
        StudyTrial second = study.Ask();
        study.Fail(second.Number, maxFailures: 2);
        StudyTrial third = study.Ask();

        Assert.Equal([x, x], [second.SuggestFloat("x", 0.0, 1.0), third.SuggestFloat("x", 0.0, 1.0)]);
        Assert.Equal(0, third.Snapshot.SystemAttributes["failed_trial"].GetInt32());
        Assert.Equal("[0,1]", JsonSerializer.Serialize(third.Snapshot.SystemAttributes["retry_history"]));
        Assert.Equal(0, study.Read(state => state.Settled));

        study.Fail(third.Number, maxFailures: 2);

        Assert.Equal((3, 1), study.Read(state => (state.Count, state.Settled)));
    }

    [Fact]
    public void Fail_ByTwoWorkers_IsTriedAgainOnce()
    {
        using MemoryStudyLog log = new();
        using Study first = Study.Open(log, "a", _minimize), second = Study.Load(log);
        int trial = first.Ask().Number;
        first.Fail(trial, 1);
        second.Fail(trial, 1);

        Assert.Equal(2, first.Trials.Count);
    }

    [Fact]
    public void AskWithin_RetriedAttempts_DoNotCount()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "a", _minimize);
        study.Tell(study.AskWithin(2)!, 1.0);
        StudyTrial second = study.AskWithin(2)!;

        Assert.Null(study.AskWithin(2));
        study.Fail(second.Number, maxFailures: 1);
        StudyTrial again = study.AskWithin(2)!;
        Assert.Null(study.AskWithin(2));
        study.Fail(again.Number, maxFailures: 1);
        Assert.Null(study.AskWithin(2));
        Assert.Equal(2, study.Read(state => state.Settled));
    }

    [Fact]
    public void Collect_WorkerGone_ItsTrialIsFailedOnceAndTriedAgain()
    {
        using ScratchDirectory scratch = new();
        using MemoryStudyLog log = new();
        using FilePresence livesOn = new(scratch["workers"]), dies = new(scratch["workers"]);
        using Study alive = Study.Open(log, "a", _minimize, new StudyOptions { Worker = "alive" });
        using Study dead = Study.Load(log, new StudyOptions { Worker = "dead" });
        using Study unknown = Study.Load(log, new StudyOptions { Worker = "unknown" });
        livesOn.Announce("alive");
        dies.Announce("dead");
        StudyTrial kept = alive.Ask(), lost = dead.Ask(), other = unknown.Ask();

        Assert.Empty(AbandonedTrials.Collect(alive, livesOn, 1));
        dies.Dispose();
        Trial failed = Assert.Single(AbandonedTrials.Collect(alive, livesOn, 1));

        Assert.Equal((lost.Number, TrialState.Failed), (failed.Number, failed.State));
        Assert.Empty(AbandonedTrials.Collect(unknown, livesOn, 1));
        Assert.Equal([TrialState.Running, TrialState.Failed, TrialState.Running, TrialState.Waiting],
            alive.Trials.Select(trial => trial.State));
        Assert.Equal(TrialState.Failed, dead.Tell(lost, 5.0).State);
    }

    [Fact]
    public void Announce_NameInUse_IsRefused()
    {
        using ScratchDirectory scratch = new();
        using FilePresence first = new(scratch["workers"]), second = new(scratch["workers"]);
        first.Announce("a/b");

        Assert.Throws<UserException>(() => second.Announce("a/b"));
    }

    [Fact]
    public void Exchange_RewoundLog_ReplaysItFromTheStart()
    {
        RewindableLog log = new();
        using Study study = Study.Open(log, "a", _minimize);
        study.Tell(study.Ask(), 1.0);
        StudyTrial other = study.Ask();
        log.Rewind(3);

        Trial told = study.Tell(study.Ask(), 2.0);

        Assert.Equal((1, 2.0), (told.Number, told.Value));
        Assert.Equal([1.0, 2.0], study.Trials.Select(trial => trial.Value));
        Assert.Equal(other.Number, told.Number);
    }

    private sealed class RewindableLog : IStudyLog
    {
        private readonly MemoryStudyLog _log = new();
        private MemoryStudyLog? _rewound;

        public string Location => "a log of the test";

        public void Rewind(int operations)
        {
            _rewound = new MemoryStudyLog();
            _rewound.Exchange(0, [.. _log.Exchange(0, []).Take(operations)]);
        }

        public IReadOnlyList<string> Exchange(long from, IReadOnlyList<string> operations, long maxUnread = long.MaxValue)
            => _rewound is null ? _log.Exchange(from, operations, maxUnread)
                : from > _rewound.Exchange(0, []).Count ? throw new LogRewoundException() : _rewound.Exchange(from, operations, maxUnread);

        public void Dispose()
        {
        }
    }
}
