using MuZero.Errors;
using MuZero.Games;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Games;

public class SeatsTests
{
    private readonly GameSpec _spec = new Noughts().Spec;

    [Theory]
    [InlineData(TurnModel.Alternating, 2, 0, 1)]
    [InlineData(TurnModel.Alternating, 2, 1, 0)]
    [InlineData(TurnModel.Arbitrary, 2, 1, 1)]
    [InlineData(TurnModel.Single, 1, 0, 0)]
    public void AfterCut_TurnModel_IsTheNextPlayerOnlyIfTheyAlternate(TurnModel turns, int players, int mover, int observer)
        => Assert.Equal(observer, Seats.AfterCut(_spec with { Turns = turns, Players = players }, mover));

    [Fact]
    public void After_OfDistance_IsThePlayer()
    {
        for (int players = 1; players <= GameSpec.MostPlayers; players++)
        {
            foreach ((int from, int to) in Enumerable.Range(0, players * players).Select(i => (i / players, i % players)))
            {
                int distance = Seats.Distance(players, from, to);

                Assert.InRange(distance, 0, players - 1);
                Assert.Equal(to, Seats.After(players, from, distance));
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 3)]
    [InlineData(8, 8)]
    public void Values_Players_AreOneUpToTwo(int players, int expected)
        => Assert.Equal(expected, Seats.Values(_spec with { Players = players }));

    [Fact]
    public void AddRewards_WonGame_AddsToWhatWasThere()
    {
        float[] sums = [0.5f, 0.25f];

        Seats.AddRewards(Noughts.After(0, 3, 1, 4, 2), sums);

        Assert.Equal([1.5f, -0.75f], sums);
    }

    [Theory]
    [InlineData("noughts", 1)]
    [InlineData("other", 0)]
    public void Require_OtherGameOrVersion_NamesBothAndTheRemedy(string game, int later)
    {
        int version = _spec.Version + later;

        IncompatibleException fault = Assert.Throws<IncompatibleException>(() => _spec.Require(game, version, "file x", "Use another."));

        Assert.Equal($"file x was made for {game} (v{version}), not {_spec.Id} (v{_spec.Version}). Use another.", fault.Message);
    }

    [Fact]
    public void Require_SameGameAndVersion_Passes() => _spec.Require(_spec.Id, _spec.Version, "file x", "Use another.");
}
