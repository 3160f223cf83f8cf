using FsCheck;
using FsCheck.Fluent;
using MuZero.Errors;
using MuZero.Tests.Shared;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Studies;

public class StudyCopyTests
{
    [Fact]
    public void Copy_AnyStudyThroughAJournal_IsTheSame() => Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
    {
        using ScratchDirectory scratch = new();
        using MemoryStudyLog log = new(), imported = new();
        using Study study = Study.Open(log, "a", [Direction.Minimize, Direction.Maximize], StudyMaker.Options(seed));
        StudyMaker.Use(study, seed);
        using JournalFileLog journal = new(scratch["journal"]);
        StudyCopy.Copy(log, journal);
        StudyCopy.Copy(journal, imported);
        using Study copy = Study.Load(imported);

        return StudyMaker.Text(study) == StudyMaker.Text(copy);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public void Copy_OneOfSeveralStudies_IsRenumbered()
    {
        using MemoryStudyLog log = new(), target = new();
        using Study first = Study.Open(log, "first", [Direction.Minimize]), second = Study.Open(log, "second", [Direction.Minimize]);
        first.Ask();
        StudyTrial trial = second.Ask();
        trial.SetUserAttribute("trial_id", new { trial_id = 7, text = "\"trial_id\":8, \\" });
        first.Tell(first.Ask(), 1.0);
        trial.Report(double.NaN, 1);
        second.Tell(trial, double.PositiveInfinity);
        second.Tell(second.Ask(), 2.0);

        StudyCopy.Copy(log, target, "second");

        using Study copy = Study.Load(target);
        Assert.Equal(StudyMaker.Text(second), StudyMaker.Text(copy));
        Assert.Contains("\"trial_id\":0", target.Exchange(0, [])[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Copy_TargetNotEmpty_IsRefused()
    {
        using MemoryStudyLog log = new(), target = new();
        using Study study = Study.Open(log, "a", [Direction.Minimize]), other = Study.Open(target, "b", [Direction.Minimize]);

        Assert.Throws<UserException>(() => StudyCopy.Copy(log, target));
        Assert.Single(target.Exchange(0, []));
    }

    [Fact]
    public void Copy_SeveralWithoutAName_ListsThem()
    {
        using MemoryStudyLog log = new(), target = new();
        using Study study = Study.Open(log, "a", [Direction.Minimize]), other = Study.Open(log, "b", [Direction.Minimize]);

        Assert.Contains("a, b", Assert.Throws<UserException>(() => StudyCopy.Copy(log, target)).Message, StringComparison.Ordinal);
    }
}
