using MuZero.Agents;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Options;
using MuZero.Search;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Agents;

public class EconomyFitTests
{
    private static readonly SearchOptions _puct = new() { Simulations = 20 };
    private static readonly SearchOptions _gumbel = new() { Simulations = 20, Variant = SearchVariant.Gumbel };

    [Fact]
    public void Of_AllPartsInAContest_TakesThem()
        => AgentParts.Of(new Noughts(), Options(_puct with { ForcedPlayouts = 2.0 }, new SelfPlayOptions
        {
            FullSearchShare = 0.25,
            QuickSimulations = 20,
            ProgressiveSimulations = 5,
            ResignThreshold = -0.9,
        }));

    [Theory]
    [InlineData(0)]
    [InlineData(21)]
    public void Of_QuickSearchOutOfRange_IsRefused(int simulations)
        => AssertRefused(new Noughts(), Options(_puct, new SelfPlayOptions { FullSearchShare = 0.5, QuickSimulations = simulations }),
            $"self_play.quick_simulations is {simulations}", "1 to 20");

    [Fact]
    public void Of_GumbelWithOneSimulation_IsRefused()
    {
        AssertRefused(new Noughts(), Options(_gumbel, new SelfPlayOptions { FullSearchShare = 0.5, QuickSimulations = 1 }), "2 to 20");
        AssertRefused(new Noughts(), Options(_gumbel, new SelfPlayOptions { ProgressiveSimulations = 1 }), "2 to 20");
    }

    [Fact]
    public void Of_ProgressiveBeyondTheEnd_IsRefused()
        => AssertRefused(new Noughts(), Options(_puct, new SelfPlayOptions { ProgressiveSimulations = 21 }),
            "self_play.progressive_simulations is 21", "1 to 20");

    [Fact]
    public void Of_ForcedPlayoutsWithoutNoise_AreRefused()
    {
        AssertRefused(new Noughts(), Options(_gumbel with { ForcedPlayouts = 2.0 }, new()),
            "search.forced_playouts is for search.variant=puct");
        AssertRefused(new Noughts(), Options(_puct with { ForcedPlayouts = 2.0, Variant = SearchVariant.Sampled }, new()),
            "search.forced_playouts is for search.variant=puct: a sampled search");
        AssertRefused(new Noughts(), Options(_puct with { ForcedPlayouts = 2.0, RootNoise = 0.0 }, new()), "search.root_noise is 0");
    }

    [Theory]
    [InlineData("dice")]
    [InlineData("walk")]
    public void Of_ResignationWhereALossIsNotOne_IsRefused(string name)
        => AssertRefused(name == "dice" ? new PayingDice() : new EpisodeWalk(),
            Options(_puct, new SelfPlayOptions { ResignThreshold = -0.9 }),
            "self_play.resign_threshold is for games of two players");

    private static RunOptions Options(SearchOptions search, SelfPlayOptions selfPlay)
        => new() { Algorithm = "alphazero", Search = search, SelfPlay = selfPlay };

    private static void AssertRefused(IGame game, RunOptions options, params string[] parts)
    {
        UserException fault = Assert.Throws<UserException>(() => AgentParts.Of(game, options));
        Assert.All(parts, part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', fault.Message);
    }
}
