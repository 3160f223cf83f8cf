using MuZero.Agents;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Options;
using MuZero.Search;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Agents;

public class SampledFitTests
{
    private static readonly BoxWalk _game = new();

    [Theory]
    [InlineData(SearchVariant.Puct, "puct")]
    [InlineData(SearchVariant.Gumbel, "gumbel")]
    public void Of_ContinuousActionsOneByOne_NamesTheOptionToChange(SearchVariant variant, string name)
    {
        UserException fault = Refusal(_game, new RunOptions { Search = new SearchOptions { Variant = variant } });

        Assert.Equal(ExitCode.Usage, fault.ExitCode);
        Assert.Equal(
            $"search.variant is {name}, which tries the actions one by one, but boxwalk has continuous actions ([-1, 1] x [-2, 2]). Set "
                + "search.variant to sampled.", fault.Message);
    }

    [Fact]
    public void Of_AlphaZero_RefusesContinuousActions()
        => Assert.Contains("Use --run muzero", Refusal(_game, Sampled with { Algorithm = "alphazero" }).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_Chance_RefusesSamples()
        => Assert.Contains("chance outcomes", Refusal(new EpisodeWalk(), Sampled).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_Planes_RefusesContinuousActions()
    {
        SpecGame planes = new(_game.Spec with { Observation = new ObservationShape(2, 3, 3) });
        RunOptions options = Sampled with { Network = new NetworkOptions { Kind = NetworkKind.Residual } };

        Assert.Contains("Set network.kind to Mlp", Refusal(planes, options).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_ContinuousActions_DerivesTheSampledSearch()
    {
        RunOptions options = AgentFamilies.Resolve([.. ConfigSource.OfGame(_game)]).Options;

        Assert.Equal(SearchVariant.Sampled, options.Search.Variant);
        AgentParts parts = AgentParts.Of(_game, options);
        Assert.Equal(20, parts.Search.SampledActions);
        Assert.Equal((4, 2, 2), (parts.Shape.PolicyOutputs, parts.Shape.ActionPlanes, parts.Shape.ActionDimensions));
        Assert.Equal("2", parts.Shape.ToMetadata()["action_dimensions"]);
    }

    private static RunOptions Sampled => new() { Search = new SearchOptions { Variant = SearchVariant.Sampled } };

    private static UserException Refusal(IGame game, RunOptions options)
        => Assert.Throws<UserException>(() => AgentParts.Of(game, options));
}
