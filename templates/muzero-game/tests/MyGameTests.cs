using MuZero.Games;
using MuZero.Games.Conformance;

public class MyGameTests
{
    [Fact]
    public void Game_KeepsEveryLawOfTheContract()
    {
        ConformanceReport report = GameConformance.Check(new MyGame());

        Assert.Empty(report.Laws.Where(law => !law.Passed).Select(law => law.Message));
    }

    [Fact]
    public void LastStone_Wins()
    {
        IGameState state = new MyGame().NewGame(seed: 1);
        foreach (int action in new[] { 2, 2, 2, 2 })
        {
            state.Apply(action);
        }

        float[] rewards = new float[2];
        state.Rewards(rewards);

        Assert.Equal(Player.Terminal, state.ToPlay);
        Assert.Equal([-1, 1], rewards);
    }
}
