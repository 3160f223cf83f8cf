using MuZero.Agents;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Agents;

public class FamilyFitTests
{
    [Fact]
    public void Of_GameWithPass_SaysNetworkAndActions()
    {
        FamilyFit fit = Fit(new SpecGame(new ObservationShape(3, 9, 9), 82), "muzero");

        Assert.True(fit.Trains);
        Assert.Equal(NetworkKind.Residual, fit.Network);
        Assert.Equal("1 plane with a 1 at the action's point, and a plane for each of 1 further action", fit.Actions);
        Assert.True(fit.Parameters > 0);
    }

    [Fact]
    public void Of_ExtraTurnsOrManyPlayers_EveryFamilyTrains()
    {
        GameSpec spec = new SpecGame(ObservationShape.Vector(2), 2).Spec;
        foreach (GameSpec several in new[]
        {
            spec with { Players = 2, Turns = TurnModel.Arbitrary },
            spec with { Players = 3, Turns = TurnModel.Alternating },
            spec with { Players = 8, Turns = TurnModel.Arbitrary },
        })
        {
            Assert.All(FamilyFit.Of(new SpecGame(several)), fit => Assert.True(fit.Trains, fit.Refusal));
        }
    }

    [Fact]
    public void Of_SmallBoardWithoutPreset_HasTheNetworkOfARun()
    {
        FamilyFit fit = Fit(new SpecGame(new ObservationShape(2, 5, 5), 26), "muzero");

        Assert.Equal(NetworkKind.Mlp, fit.Network);
        Assert.Equal("a one-hot vector of 26", fit.Actions);
    }

    [Fact]
    public void Of_ReturnsBeyondAnySupport_TrainWithTheLargestDerivedOne()
        => Assert.All(FamilyFit.Of(new SpecGame(ObservationShape.Vector(2), 2, 0.0f, 1e30f)), fit => Assert.True(fit.Trains, fit.Refusal));

    [Fact]
    public void Of_TenThousandActions_CanBeTrained()
        => Assert.All(FamilyFit.Of(new SpecGame(new ObservationShape(2, 8, 8), 10_000)), fit => Assert.True(fit.Trains, fit.Refusal));

    private static FamilyFit Fit(IGame game, string family) => FamilyFit.Of(game).Single(fit => fit.Family == family);
}
