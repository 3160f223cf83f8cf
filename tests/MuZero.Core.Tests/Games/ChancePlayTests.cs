using MuZero.Games;
using MuZero.Numerics;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Games;

public class ChancePlayTests
{
    private readonly EpisodeWalk _game = new();

    [Fact]
    public void Resolve_ChanceNode_PlaysAndListsOutcomesUntilAPlayerMoves()
    {
        IGameState state = AfterMove();
        float[] rewards = new float[1];
        List<int> outcomes = [];

        Transition transition = new ChancePlay(_game.Spec).Resolve(state, new RandomStream(1), rewards, outcomes);

        IGameState repeated = AfterMove();
        float[] again = new float[1];
        outcomes.ForEach(outcome => ChancePlay.Apply(repeated, outcome, again));
        Assert.Equal(Transition.Continues, transition);
        Assert.NotEmpty(outcomes);
        Assert.Equal(0, state.ToPlay);
        Assert.Equal(repeated.Render(), state.Render());
        Assert.Equal(again, rewards);
    }

    [Fact]
    public void Resolve_PlayersTurn_DrawsNothing()
    {
        IGameState state = Noughts.After(4);
        RandomStream random = new(1);

        Transition transition = new ChancePlay(new Noughts().Spec).Resolve(state, random, []);

        Assert.Equal(Transition.Continues, transition);
        Assert.Equal(new RandomStream(1).State, random.State);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    [InlineData(99, false)]
    public void Allows_Outcome_IsTrueOnlyIfItCanBeDrawn(int outcome, bool allowed)
    {
        ChancePlay chance = new(_game.Spec);

        Assert.Equal(allowed, chance.Allows(AfterMove(), outcome));
        Assert.False(chance.Allows(_game.NewGame(1), outcome));
    }

    private IGameState AfterMove()
    {
        IGameState state = _game.NewGame(1);
        state.Apply(1);
        return state;
    }
}
