using System.Globalization;
using System.Text.Json;
using MuZero.Arena;
using MuZero.Evaluation;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Arena;

public class EloRatingsTests
{
    [Fact]
    public void Of_TwoEntrants_IsTheDifferenceOfTheScore()
    {
        PairingResult pairing = ArenaGames.Pairing(0, 1, 5, 10, 20, 30, 15);

        EloRatings ratings = EloRatings.Of(2, [pairing], Confidence.Default, anchor: null);

        double difference = 400.0 * Math.Log10(pairing.Report.Total.Score / (1.0 - pairing.Report.Total.Score));
        Assert.Equal(difference / 2.0, ratings.Ratings[0].Elo!.Value, 1e-9);
        Assert.Equal(-difference / 2.0, ratings.Ratings[1].Elo!.Value, 1e-9);
        Assert.False(ratings.HasPrior);
    }

    [Fact]
    public void Of_Interval_IsTheDeltaMethodOverPairs()
    {
        PairingResult pairing = ArenaGames.Pairing(0, 1, 5, 10, 20, 30, 15);
        double[] scores = [.. pairing.Report.Pairs.Select(pair => pair.Score)];
        double mean = scores.Average();
        double squares = scores.Sum(score => (score - mean) * (score - mean)) + (mean * mean) + ((1 - mean) * (1 - mean));
        double variance = squares / (scores.Length + 2);

        EloRating rating = EloRatings.Of(2, [pairing], Confidence.Default, new EloAnchor(1, 1000.0)).Ratings[0];

        double error = 400.0 / Math.Log(10.0) * Math.Sqrt(variance / scores.Length) / (mean * (1.0 - mean));
        Assert.Equal(2.0 * Confidence.Default.Z * error, rating.Interval.High - rating.Interval.Low, 1e-9);
    }

    [Fact]
    public void Of_AnyAnchor_NoRoundingInItsOwnRating()
        => Assert.All(Enumerable.Range(0, 200), i =>
        {
            double elo = 1000.0 / (i + 1);
            PairingResult pairing = ArenaGames.Pairing(0, 1, i, 3, 1, 2, 5);

            Assert.Equal(elo, EloRatings.Of(2, [pairing], Confidence.Default, new EloAnchor(i % 2, elo)).Ratings[i % 2].Elo);
        });

    [Fact]
    public void Of_Anchor_HasItsRatingExactly()
    {
        PairingResult[] pairings = [ArenaGames.Pairing(0, 1, 1, 2, 3, 4, 5), ArenaGames.Pairing(1, 2, 3, 2, 3, 4, 1)];

        EloRatings ratings = EloRatings.Of(3, pairings, Confidence.Default, new EloAnchor(1, 1500.0));
        EloRatings centred = EloRatings.Of(3, pairings, Confidence.Default, anchor: null);

        Assert.Equal(new EloRating(1500.0, new Interval(1500.0, 1500.0)), ratings.Ratings[1]);
        Assert.Equal(0.0, centred.Ratings.Sum(rating => rating.Elo!.Value), 1e-9);
        Assert.Equal(centred.Ratings[0].Elo!.Value - centred.Ratings[1].Elo!.Value, ratings.Ratings[0].Elo!.Value - 1500.0, 1e-9);
    }

    [Fact]
    public void Of_OneTookEveryPoint_IsFiniteWithOneDrawnGameMore()
    {
        EloRatings ratings = EloRatings.Of(2, [ArenaGames.Pairing(0, 1, 0, 0, 0, 0, 10)], Confidence.Default, new EloAnchor(1, 0.0));

        Assert.True(ratings.HasPrior);
        Assert.Equal(400.0 * Math.Log10(20.5 / 0.5), ratings.Ratings[0].Elo!.Value, 1e-6);
    }

    [Fact]
    public void Of_EntrantsWithoutGames_AreUnknown()
    {
        EloRatings ratings = EloRatings.Of(
            4, [ArenaGames.Pairing(0, 1, 1, 2, 3, 4, 5), ArenaGames.Pairing(2, 3, 0, 0, 0, 0, 0)], Confidence.Default, anchor: null);

        Assert.NotNull(ratings.Ratings[1].Elo);
        Assert.Null(ratings.Ratings[2].Elo);
        Assert.Equal(double.PositiveInfinity, ratings.Ratings[3].Interval.High);
    }

    [Fact]
    public void Of_NoGames_IsUnknown()
        => Assert.All(EloRatings.Of(2, [], Confidence.Default, anchor: null).Ratings, rating => Assert.Null(rating.Elo));

    // 400 games between two checkpoints, and a round robin of four players.
    [Theory]
    [InlineData("arena_checkpoints.jsonl", null)]
    [InlineData("arena_checkpoints.jsonl", 1)]
    [InlineData("arena_round_robin.jsonl", null)]
    [InlineData("arena_round_robin.jsonl", 2)]
    public void Of_StoredGames_EqualsTheOracles(string file, int? anchor)
    {
        using ScratchDirectory directory = new();
        File.Copy(Path.Combine(AppContext.BaseDirectory, "oracle", file), directory[ArenaJournal.FileName]);
        ArenaPlan plan = ArenaJournal.PlanOf(directory.FullPath)!;
        using ArenaJournal journal = ArenaJournal.Open(directory.FullPath, plan);
        PairingResult[] pairings =
        [
            .. plan.Pairings.Select((pairing, i)
                => new PairingResult(pairing, new MatchReport(journal.Pairs[i]), null, SprtVerdict.Undecided, true)),
        ];

        EloAnchor? given = anchor is { } entrant ? new EloAnchor(entrant, 1200.0) : null;
        EloRatings ratings = EloRatings.Of(plan.Entrants.Count, pairings, Confidence.Default, given);

        string[] named = given is null ? [] : [given.Entrant.ToString(CultureInfo.InvariantCulture), "1200"];
        string[] arguments = ["ratings", directory[ArenaJournal.FileName], .. named];
        JsonElement oracle = PythonOracle.Run("arena_elo.py", arguments);
        for (int i = 0; i < plan.Entrants.Count; i++)
        {
            Assert.Equal(oracle.GetProperty("elo")[i].GetDouble(), ratings.Ratings[i].Elo!.Value, 1e-6);
            Assert.Equal(oracle.GetProperty("low")[i].GetDouble(), ratings.Ratings[i].Interval.Low, 1e-6);
            Assert.Equal(oracle.GetProperty("high")[i].GetDouble(), ratings.Ratings[i].Interval.High, 1e-6);
        }
    }
}
