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
        ThreadDivision division = new(cores: 2, actors: 1);

        Repeat(division, _bothBusy, 50);

        Assert.Equal(1, division.Threads);
    }

    [Fact]
    public void Note_ActorWaitsAndStepsGetShorter_TakesTheCore()
    {
        ThreadDivision division = new(cores: 2, actors: 1);
        division.Note(_actorsWait);
        Assert.Equal(2, division.Threads);

        division.Note(_actorsWait with { Learning = 1.2 });
        Repeat(division, _actorsWait with { Learning = 1.2 }, 50);

        Assert.Equal(2, division.Threads);
    }

    [Fact]
    public void Note_StepsGetNoShorter_GivesItBackAndRestsBeforeItTriesAgain()
    {
        ThreadDivision division = new(cores: 2, actors: 1);
        division.Note(_actorsWait);
        division.Note(_actorsWait with { Learning = 1.85 });
        Assert.Equal(1, division.Threads);

        Repeat(division, _actorsWait, 30);
        Assert.Equal(1, division.Threads);
        division.Note(_actorsWait);
        Assert.Equal(2, division.Threads);
    }

    [Fact]
    public void Note_TrainerWaits_GivesThreadsBackOneByOne()
    {
        ThreadDivision division = new(cores: 4, actors: 3);
        double learning = 1.9;
        for (int i = 0; i < 3; i++, learning *= 0.8)
        {
            division.Note(_actorsWait with { Learning = learning });
        }

        Assert.Equal(4, division.Threads);

        Repeat(division, _trainerWaits, 2);
        Assert.Equal(2, division.Threads);
        Repeat(division, _trainerWaits, 20);
        Assert.Equal(1, division.Threads);
    }

    [Fact]
    public void Note_NoActorsHere_TakesEveryCoreThatHelpsAndNoMore()
    {
        ThreadDivision division = new(cores: 3, actors: 0);
        double learning = 1.9;
        for (int i = 0; i < 20; i++, learning *= 0.7)
        {
            division.Note(_bothBusy with { Learning = learning });
            Assert.InRange(division.Threads, 1, 3);
        }

        Assert.Equal(3, division.Threads);
    }

    [Fact]
    public void Note_ShortReadings_AreAddedUpFirst()
    {
        ThreadDivision division = new(cores: 2, actors: 1);
        DivisionReading tenth = new(_actorsWait.Seconds / 10, _actorsWait.Steps / 10, _actorsWait.Learning / 10, 0.0,
            _actorsWait.Idle / 10);

        Repeat(division, tenth, 9);
        Assert.Equal(1, division.Threads);
        Repeat(division, tenth, 2);
        Assert.Equal(2, division.Threads);
    }

    private static void Repeat(ThreadDivision division, DivisionReading reading, int times)
    {
        for (int i = 0; i < times; i++)
        {
            division.Note(reading);
        }
    }
}
