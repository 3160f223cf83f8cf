using MuZero.Runs;

namespace MuZero.Core.Tests.Runs;

public sealed class ThreadDivisionTests
{
    private static readonly DivisionReading _actorsWait = new(Seconds: 2.0, Steps: 100, Learning: 1.9, Sampling: 0.0, Idle: 2.0);
    private static readonly DivisionReading _trainerWaits = new(Seconds: 2.0, Steps: 10, Learning: 0.2, Sampling: 1.7, Idle: 0.0);
    private static readonly DivisionReading _bothBusy = new(Seconds: 2.0, Steps: 100, Learning: 1.9, Sampling: 0.05, Idle: 0.1);

    [Fact]
    public void Note_BothBusy_StaysAtOneThread()
    {
        ThreadDivision division = new(cores: 2, actors: 1, mostActors: 2);

        Repeat(division, _bothBusy, 50);

        Assert.Equal(1, division.Learner);
    }

    [Fact]
    public void Note_ActorWaitsAndStepsGetShorter_TakesTheCore()
    {
        ThreadDivision division = new(cores: 2, actors: 1, mostActors: 2);
        division.Note(_actorsWait);
        Assert.Equal(2, division.Learner);

        division.Note(_actorsWait with { Learning = 1.2 });
        Repeat(division, _actorsWait with { Learning = 1.2 }, 50);

        Assert.Equal(2, division.Learner);
    }

    [Fact]
    public void Note_StepsGetNoShorter_GivesItBackAndRestsBeforeItTriesAgain()
    {
        ThreadDivision division = new(cores: 2, actors: 1, mostActors: 2);
        division.Note(_actorsWait);
        division.Note(_actorsWait with { Learning = 1.85 });
        Assert.Equal(1, division.Learner);

        Repeat(division, _actorsWait, 30);
        Assert.Equal(1, division.Learner);
        division.Note(_actorsWait);
        Assert.Equal(2, division.Learner);
    }

    [Fact]
    public void Note_TrainerWaits_GivesThreadsBackOneByOne()
    {
        ThreadDivision division = new(cores: 4, actors: 3, mostActors: 4);
        double learning = 1.9;
        for (int i = 0; i < 3; i++, learning *= 0.8)
        {
            division.Note(_actorsWait with { Learning = learning });
        }

        Assert.Equal(4, division.Learner);

        Repeat(division, _trainerWaits, 2);
        Assert.Equal(2, division.Learner);
        Repeat(division, _trainerWaits, 20);
        Assert.Equal(1, division.Learner);
    }

    [Fact]
    public void Note_TrainerWaitsAndTheRunGetsFaster_AnotherActorPlays()
    {
        ThreadDivision division = new(cores: 2, actors: 1, mostActors: 2);
        division.Note(_trainerWaits);
        Assert.Equal(1, division.Actors); // the buffer was filled meanwhile
        division.Note(_trainerWaits);
        Assert.Equal(2, division.Actors);

        Repeat(division, _trainerWaits with { Steps = 16 }, 50);

        Assert.Equal((1, 2), (division.Learner, division.Actors));
    }

    [Fact]
    public void Note_TheRunGetsNoFaster_TheActorPausesAndRestsBeforeItIsTriedAgain()
    {
        ThreadDivision division = new(cores: 2, actors: 1, mostActors: 2);
        Repeat(division, _trainerWaits, 3);
        Assert.Equal(1, division.Actors);

        Repeat(division, _trainerWaits, 30);
        Assert.Equal(1, division.Actors);
        division.Note(_trainerWaits);
        Assert.Equal(2, division.Actors);
    }

    [Fact]
    public void Note_ActorsWaitAgain_TheAdditionalOnePausesBeforeTheLearnerGetsAThread()
    {
        ThreadDivision division = new(cores: 2, actors: 1, mostActors: 2);
        Repeat(division, _trainerWaits, 2);
        division.Note(_trainerWaits with { Steps = 16 });
        division.Note(_actorsWait);
        Assert.Equal((1, 1), (division.Learner, division.Actors));

        Repeat(division, _actorsWait, 6);

        Assert.Equal((2, 1), (division.Learner, division.Actors));
    }

    [Fact]
    public void Note_NoActorsHere_TakesEveryCoreThatHelpsAndNoMore()
    {
        ThreadDivision division = new(cores: 3, actors: 0, mostActors: 0);
        double learning = 1.9;
        for (int i = 0; i < 20; i++, learning *= 0.7)
        {
            division.Note(_bothBusy with { Learning = learning });
            Assert.InRange(division.Learner, 1, 3);
        }

        Assert.Equal(3, division.Learner);
    }

    [Fact]
    public void Note_ShortReadings_AreAddedUpFirst()
    {
        ThreadDivision division = new(cores: 2, actors: 1, mostActors: 2);
        DivisionReading tenth = new(_actorsWait.Seconds / 10, _actorsWait.Steps / 10, _actorsWait.Learning / 10, 0.0,
            _actorsWait.Idle / 10);

        Repeat(division, tenth, 9);
        Assert.Equal(1, division.Learner);
        Repeat(division, tenth, 2);
        Assert.Equal(2, division.Learner);
    }

    [Fact]
    public void Note_TrainerWaitsForReanalysisAndTheRunGetsFaster_AnotherThreadSearches()
    {
        ThreadDivision division = WithReanalysis();
        DivisionReading waits = _trainerWaits with { Reanalysis = 1.6 };
        Repeat(division, waits, 2);
        Assert.Equal((1, 1, 2), (division.Learner, division.Actors, division.Reanalysers));

        Repeat(division, waits with { Steps = 16 }, 50);

        Assert.Equal((1, 1, 2), (division.Learner, division.Actors, division.Reanalysers));
    }

    [Fact]
    public void Note_TrainerWaitsForReanalysisAndTheRunGetsNoFaster_TheThreadPauses()
    {
        ThreadDivision division = WithReanalysis();

        Repeat(division, _trainerWaits with { Reanalysis = 1.6 }, 3);

        Assert.Equal(1, division.Reanalysers);
    }

    [Fact]
    public void Note_ReanalysisWaits_OneThreadPauses()
    {
        ThreadDivision division = WithReanalysis();
        Repeat(division, _trainerWaits with { Reanalysis = 1.6 }, 2);
        division.Note(_trainerWaits with { Reanalysis = 1.6, Steps = 16 });

        division.Note(_bothBusy with { ReanalysersIdle = 3.5 });

        Assert.Equal(1, division.Reanalysers);
    }

    [Fact]
    public void Note_ReanalysisIdle_LearnerTakesItsCore()
    {
        ThreadDivision division = WithReanalysis();

        division.Note(_bothBusy with { ReanalysersIdle = 1.8 });

        Assert.Equal(2, division.Learner);
    }

    private static ThreadDivision WithReanalysis() => new(cores: 2, actors: 1, mostActors: 2) { Reanalysers = 1, MostReanalysers = 2 };

    private static void Repeat(ThreadDivision division, DivisionReading reading, int times)
    {
        for (int i = 0; i < times; i++)
        {
            division.Note(reading);
        }
    }
}
