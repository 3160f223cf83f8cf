using MuZero.Agents;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Options;
using MuZero.Search;
using MuZero.Search.Positions;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Agents;

public class PositionFitTests
{
    [Fact]
    public void Of_AlphaZeroOfAHashableGame_TakesWhatItHas()
        => AgentParts.Of(new Noughts(), Options("alphazero") with
        {
            Position = new PositionOptions { Threads = 4, Batch = 8, ReuseTree = true, CacheMebibytes = 1, Transpositions = true },
        });

    [Theory]
    [InlineData("position.threads=2 needs the rules of noughts")]
    [InlineData("position.reuse_tree needs the rules of noughts")]
    [InlineData("position.cache_mebibytes needs the rules of noughts")]
    [InlineData("position.transpositions needs the rules of noughts")]
    public void Of_MuZero_RefusesWhatNeedsTheRules(string expected)
    {
        PositionOptions position = expected.Split(' ')[0] switch
        {
            "position.threads=2" => new PositionOptions { Threads = 2 },
            "position.reuse_tree" => new PositionOptions { ReuseTree = true },
            "position.cache_mebibytes" => new PositionOptions { CacheMebibytes = 1 },
            _ => new PositionOptions { Transpositions = true },
        };

        AssertRefused(new Noughts(), Options("muzero") with { Position = position }, expected);
    }

    [Fact]
    public void Of_Gumbel_RefusesEveryOption()
        => AssertRefused(
            new Noughts(),
            Options("alphazero") with
            {
                Search = new SearchOptions { Variant = SearchVariant.Gumbel },
                Position = new PositionOptions { EarlyStop = true },
            },
            "position.early_stop=true is for search.variant=puct");

    [Fact]
    public void Of_GameWithoutSymmetries_RefusesTheirAverage()
        => AssertRefused(
            new Noughts(), Options("alphazero") with { Position = new PositionOptions { RootSymmetries = true } },
            "position.root_symmetries needs the symmetries of noughts");

    [Fact]
    public void Of_GameWithoutHash_RefusesWhatNeedsIt()
        => AssertRefused(
            new ExtraTurns(3), Options("alphazero") with { Position = new PositionOptions { ReuseTree = true } },
            "position.reuse_tree needs the hash of extra's positions");

    [Fact]
    public void Of_AlphaZeroOfAGameWithDice_RefusesEveryOption()
        => AssertRefused(
            new PayingDice(), Options("alphazero") with { Position = new PositionOptions { Batch = 8 } },
            "position.batch=8 is for trees without chance nodes");

    private static RunOptions Options(string algorithm) => new() { Algorithm = algorithm };

    private static void AssertRefused(IGame game, RunOptions options, string expected)
    {
        UserException fault = Assert.Throws<UserException>(() => AgentParts.Of(game, options));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, fault.ExitCode);
    }
}
