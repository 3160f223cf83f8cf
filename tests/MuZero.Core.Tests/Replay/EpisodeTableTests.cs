using MuZero.Replay;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Replay;

/// <summary>The exchange of targets; draws and bounds are the subject of <c>ReplayContract</c>.</summary>
public class EpisodeTableTests
{
    private static readonly EpisodeStrip _strip = new();

    [Fact]
    public void TakeStale_SeveralCalls_GoesRoundAndPassesFreshEpisodesOver()
    {
        EpisodeTable table = Filled(5);
        table.Replace(new NumberedEpisode(1, new Episode(Played(1)) { ReanalysedWeightVersion = 3 }));

        Assert.Equal([0, 2], Take(table, version: 3, positions: 6));
        Assert.Equal([3, 4, 0], Take(table, version: 3, positions: 11));
        Assert.Equal([1, 2, 3, 4, 0], Take(table, version: 4, positions: 1_000));
    }

    [Fact]
    public void TakeStale_EveryEpisodeFresh_TakesNone()
    {
        EpisodeTable table = Filled(3);

        Assert.Empty(Take(table, version: 2, positions: 10));
    }

    [Fact]
    public void TakeStale_EpisodesLeftMeanwhile_GoesOnWithTheOldest()
    {
        EpisodeTable table = new(new ReplayOptions { MaxEpisodes = 3 });
        Add(table, 3);
        Take(table, version: 9, positions: 1);
        Add(table, 3);

        Assert.Equal([3, 4, 5], Take(table, version: 9, positions: 1_000));
    }

    [Fact]
    public void Replace_EpisodeThatLeft_ChangesNothing()
    {
        EpisodeTable table = new(new ReplayOptions { MaxEpisodes = 1 });
        Add(table, 2);
        long bytes = table.SizeBytes;

        table.Replace(new NumberedEpisode(0, new Episode(Played(0)) { ReanalysedWeightVersion = 3 }));

        Assert.Equal((1, bytes), (table.Episodes, table.SizeBytes));
    }

    [Fact]
    public void Replace_LargerEpisode_CountsItsBytes()
    {
        EpisodeTable table = Filled(2);
        long bytes = table.SizeBytes;
        Episode larger = new(Played(1)) { Priorities = new float[EpisodeStrip.Cells] };

        table.Replace(new NumberedEpisode(1, larger));

        Assert.Equal(bytes - Played(1).SizeBytes + larger.SizeBytes, table.SizeBytes);
        Assert.Equal(2 * EpisodeStrip.Cells, table.Positions);
    }

    [Fact]
    public void Draw_Positions_HaveTheirAge()
    {
        EpisodeTable table = Filled(4);
        ReplaySample[] samples = new ReplaySample[50];

        table.Draw(samples, new(1));

        Assert.All(samples, sample => Assert.Equal(
            (4 * EpisodeStrip.Cells) - 1 - (sample.Key.Episode * EpisodeStrip.Cells) - sample.Key.Position, sample.Age));
    }

    private static EpisodeTable Filled(int episodes)
    {
        EpisodeTable table = new(new ReplayOptions());
        Add(table, episodes);
        return table;
    }

    private static void Add(EpisodeTable table, int episodes)
    {
        for (int i = 0; i < episodes; i++)
        {
            table.Add(Played(i));
        }
    }

    private static Episode Played(int number) => new(EpisodeMaker.Play(_strip, (ulong)number + 1, withPriorities: false))
    {
        FirstWeightVersion = 2,
        LastWeightVersion = 2,
    };

    private static long[] Take(EpisodeTable table, long version, int positions)
    {
        List<NumberedEpisode> taken = [];
        table.TakeStale(version, positions, taken);
        return [.. taken.Select(episode => episode.Number)];
    }
}
