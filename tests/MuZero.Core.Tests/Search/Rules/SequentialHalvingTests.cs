using MuZero.Search.Rules;

namespace MuZero.Core.Tests.Search.Rules;

public class SequentialHalvingTests
{
    // mctx, seq_halving_test.
    [Theory]
    [InlineData(8, 24, "0 0 0 0 0 0 0 0 1 1 1 1 2 2 2 2 3 3 4 4 5 5 6 6")]
    [InlineData(8, 47, "0 0 0 0 0 0 0 0 1 1 1 1 2 2 2 2 3 3 3 3 4 4 5 5 6 6 7 7 8 8 9 9 10 10 11 11 12 12 13 13 14 14 15 15 16 16 17")]
    [InlineData(8, 2, "0 0")]
    [InlineData(8, 13, "0 0 0 0 0 0 0 0 1 1 1 1 2")]
    [InlineData(7, 24, "0 0 0 0 0 0 0 1 1 1 2 2 2 3 3 4 4 5 5 6 6 7 7 8")]
    [InlineData(0, 16, "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15")]
    [InlineData(1, 16, "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15")]
    public void Schedule_PublishedCases_AreReproduced(int considered, int simulations, string expected)
        => Assert.Equal(expected, string.Join(' ', SequentialHalving.Schedule(considered, simulations)));

    [Fact]
    public void Schedule_AnyNumbers_VisitsOnlyWhatHasThatManyVisits()
    {
        for (int considered = 1; considered <= 40; considered++)
        {
            for (int simulations = 1; simulations <= 130; simulations += 3)
            {
                Dictionary<int, int> actions = new() { [0] = considered };
                foreach (int visits in SequentialHalving.Schedule(considered, simulations))
                {
                    Assert.True(actions[visits] > 0, $"{considered} actions, {simulations} simulations, {visits} visits");
                    actions[visits]--;
                    actions[visits + 1] = actions.GetValueOrDefault(visits + 1) + 1;
                }
            }
        }
    }
}
