using MuZero.Tuning.Samplers;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Samplers;

public class CmaEsSamplerTests
{
    [Fact]
    public void Optimize_Sphere_ConvergesUnlikeRandom()
    {
        using Study study = StudyRuns.Open(new CmaEsSampler());

        study.Optimize(trial => StudyRuns.Sphere(trial, 3), 200);

        Assert.InRange(study.Best!.Value, 0.0, 1e-3);
    }

    [Fact]
    public void Optimize_LogarithmicAndWholeParameters_FindsTheBest()
    {
        using Study study = StudyRuns.Open(new CmaEsSampler());

        study.Optimize(
            trial => Math.Pow(Math.Log10(trial.SuggestFloat("rate", 1e-5, 1.0, log: true)) + 3.0, 2.0)
                + Math.Abs(trial.SuggestInt("width", 1, 64, log: true) - 20)
                + (trial.SuggestCategorical("rule", ["u", "v"]) == "u" ? 0.0 : 0.1), 150);

        Assert.InRange(study.Best!.Value, 0.0, 0.1);
        Assert.Equal(20L, study.Best.Parameters["width"].Value);
        Assert.Equal("u", study.Best.Parameters["rule"].Value);
    }

    [Fact]
    public void Optimize_BestInACorner_StaysInRange()
    {
        using Study study = StudyRuns.Open(new CmaEsSampler(), directions: Direction.Maximize);

        study.Optimize(trial => trial.SuggestFloat("x", 0.0, 1.0) + trial.SuggestFloat("y", 0.0, 1.0), 100);

        Assert.InRange(study.Best!.Value, 1.99, 2.0);
    }

    [Fact]
    public void Ask_WorkersAndRestarts_ContinueTheSameStrategy()
    {
        using MemoryStudyLog log = new();
        using Study whole = StudyRuns.Open(new CmaEsSampler()), first = StudyRuns.Open(log, new CmaEsSampler()),
            second = StudyRuns.Open(log, new CmaEsSampler());

        whole.Optimize(trial => StudyRuns.Sphere(trial, 3), 40);
        for (int i = 0; i < 40; i++)
        {
            (i % 3 == 0 ? first : second).Optimize(trial => StudyRuns.Sphere(trial, 3), 1);
        }

        Assert.Equal(whole.Lines(), first.Lines());
    }

    [Fact]
    public void Ask_EightTrialsAtOnce_StillConverges()
    {
        using Study study = StudyRuns.Open(new CmaEsSampler());
        Queue<StudyTrial> running = [];
        for (int i = 0; i < 240; i++)
        {
            running.Enqueue(study.Ask());
            if (running.Count == 8)
            {
                StudyTrial oldest = running.Dequeue();
                study.Tell(oldest, StudyRuns.Sphere(oldest, 3));
            }
        }

        Assert.InRange(study.Best!.Value, 0.0, 1e-2);
    }

    [Fact]
    public void Optimize_AfterConvergence_BeginsAgainElsewhere()
    {
        using Study study = StudyRuns.Open(new CmaEsSampler());

        study.Optimize(trial => StudyRuns.Sphere(trial, 2), 700);

        List<double> losses = [.. study.Trials.Select(trial => trial.Value)];
        int converged = Enumerable.Range(0, 600).First(i => losses.Skip(i).Take(20).All(loss => loss < 1e-8));
        Assert.Contains(losses.Skip(converged), loss => loss > 1.0);
    }

    [Fact]
    public void Ask_Constraints_PreferTrialsThatMeetThem()
    {
        using Study study = StudyRuns.Open(new CmaEsSampler());
        for (int i = 0; i < 120; i++)
        {
            StudyTrial trial = study.Ask();
            double x = trial.SuggestFloat("x", -1.0, 1.0), y = trial.SuggestFloat("y", -1.0, 1.0);
            trial.SetConstraints(0.5 - x);
            study.Tell(trial, (x * x) + (y * y));
        }

        Assert.InRange(study.Best!.Value, 0.25, 0.27);
    }
}
