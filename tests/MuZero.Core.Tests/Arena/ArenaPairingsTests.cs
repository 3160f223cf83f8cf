using MuZero.Arena;

namespace MuZero.Core.Tests.Arena;

public class ArenaPairingsTests
{
    [Fact]
    public void RoundRobin_Four_IsEveryTwoOnce()
        => Assert.Equal([(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)], Numbers(ArenaPairings.RoundRobin(4)));

    [Fact]
    public void Gauntlet_Four_IsTheFirstAgainstTheOthers() => Assert.Equal([(0, 1), (0, 2), (0, 3)], Numbers(ArenaPairings.Gauntlet(4)));

    [Fact]
    public void Ladder_ThreeStepsAndAnOpponent_IsNeighboursAndTheOpponentAgainstAll()
        => Assert.Equal([(1, 0), (2, 1), (0, 3), (1, 3), (2, 3)], Numbers(ArenaPairings.Ladder(3, 1)));

    private static (int, int)[] Numbers(IReadOnlyList<ArenaPairing> pairings)
        => [.. pairings.Select(pairing => (pairing.First, pairing.Second))];
}
