using MuZero.Results;
using MuZero.Runs;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Runs;

public class IterationMeterTests
{
    private static readonly EpisodeStrip _strip = new();

    [Fact] // At and before a random move the return is the search's own value, so the difference would say nothing.
    public void Drain_EpisodesWithRandomMoves_RootValueErrorIsThatOfTheDecisionsBehindThem()
    {
        IterationMeter meter = new(_strip.Spec);
        meter.Add(EpisodeMaker.Make(_strip.Spec, [0, 0, 0, 0, 1], [0, 0, 0, 0, 0.5f], exploratory: [0, 3]), latestVersion: 0);

        Assert.Equal(0.5, RootValueError(meter)!.Value, 1e-6);
    }

    [Fact]
    public void Drain_RandomLastMove_HasNoRootValueError()
    {
        IterationMeter meter = new(_strip.Spec);
        meter.Add(EpisodeMaker.Make(_strip.Spec, [0, 0, 1], [0, 0, 0], exploratory: [2]), latestVersion: 0);

        Assert.Null(RootValueError(meter));
    }

    [Fact]
    public void Drain_NoRandomMoves_RootValueErrorSpansTheEpisode()
    {
        IterationMeter meter = new(_strip.Spec);
        meter.Add(EpisodeMaker.Make(_strip.Spec, [0, 0, 0, 0, 0, 0, 0, 1], [-1, 0, -1, 0, -0.5f, 0, -1, 0]), latestVersion: 0);

        Assert.Equal(0.125, RootValueError(meter)!.Value, 1e-6);
    }

    [Fact]
    public void Drain_Resignations_AreLossesAndNotCuts()
    {
        IterationMeter meter = new(_strip.Spec, resigns: true);
        Episode cut = EpisodeMaker.Make(_strip.Spec, [0, 0, 0], [0, 0, 0], cutValue: -1.0f, finalToPlay: 1);
        meter.Add(new Episode(cut) { Resignation = 3 }, latestVersion: 0);
        Episode secondWon = EpisodeMaker.Make(_strip.Spec, [0, 0, -1], [0, 0, 0]);
        meter.Add(new Episode(secondWon) { Resignation = 2 }, latestVersion: 0); // of the first player, who lost
        meter.Add(new Episode(secondWon) { Resignation = 1 }, latestVersion: 0); // of the second player, who won
        meter.Add(EpisodeMaker.Make(_strip.Spec, [0, 0, 1], [0, 0, 0]), latestVersion: 0);
        List<KeyValuePair<string, double>> values = [];

        meter.Drain(values);

        IterationResult result = new(1, values);
        Assert.Equal(0.25, result[Metrics.Resigned]);
        Assert.Equal(0.5, result[Metrics.ResignFalsePositives]);
        Assert.Equal(0.0, result[Metrics.EpisodeCutShare]);
        Assert.Equal((0.5, 0.0, 0.5),
            (result[Metrics.FirstWins], result[Metrics.SelfPlayDraws], result[Metrics.SecondWins]));
    }

    [Fact]
    public void Drain_TwoPlayers_HasWinsBySeatAndNoFirstPlayersMean()
    {
        IterationMeter meter = new(_strip.Spec);
        foreach (float outcome in new[] { 1, 1, 0, -1 })
        {
            // The last of three moves is the first player's.
            meter.Add(EpisodeMaker.Make(_strip.Spec, [0, 0, outcome], [0, 0, 0]), latestVersion: 0);
        }

        List<KeyValuePair<string, double>> values = [];
        meter.Drain(values);
        IterationResult result = new(1, values);

        Assert.Equal((0.5, 0.25, 0.25), (result[Metrics.FirstWins], result[Metrics.SelfPlayDraws], result[Metrics.SecondWins]));
        Assert.DoesNotContain(values, value => value.Key.StartsWith("episode_reward", StringComparison.Ordinal));
    }

    [Fact]
    public void Drain_CutAndEndedEpisode_CutShareIsAHalf()
    {
        IterationMeter meter = new(_strip.Spec);
        meter.Add(EpisodeMaker.Make(_strip.Spec, [0, 0, 1], [0, 0, 0]), latestVersion: 0);
        meter.Add(EpisodeMaker.Make(_strip.Spec, [0, 0, 1], [0, 0, 0], cutValue: 0.5f), latestVersion: 0);
        List<KeyValuePair<string, double>> values = [];

        meter.Drain(values);

        Assert.Contains(Metrics.EpisodeCutShare.Of(0.5), values);
    }

    private static double? RootValueError(IterationMeter meter)
    {
        List<KeyValuePair<string, double>> values = [];
        meter.Drain(values);
        return values.Where(value => value.Key == Metrics.RootValueError.Name).Select(value => (double?)value.Value).SingleOrDefault();
    }
}
