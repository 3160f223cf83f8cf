using MuZero.Evaluation;
using MuZero.Games.Breakthrough;
using MuZero.Games.Chess;
using MuZero.Games.Othello;
using MuZero.Numerics;

namespace MuZero.Games.Tests;

/// <summary>Rules of thumb: who is ahead, and by how little it is not a win.</summary>
public class HeuristicTests
{
    public static TheoryData<IGame> Games => [new OthelloGame(6), new BreakthroughGame(6), new ChessGame()];

    [Theory]
    [MemberData(nameof(Games))]
    public void Estimate_FirstPosition_IsEven(IGame game) => Assert.Equal(0.0f, ((IHeuristic)game).Estimate(game.NewGame(1)));

    [Theory]
    [MemberData(nameof(Games))]
    public void Estimate_PositionsOfRandomPlay_LieWithinAWin(IGame game)
    {
        RandomStream random = new(4);
        int[] legal = new int[game.Spec.Actions];
        HashSet<float> estimates = [];
        IGameState state = game.NewGame(1);
        while (state.ToPlay >= 0)
        {
            float estimate = ((IHeuristic)game).Estimate(state);
            Assert.True(estimate is > -1.0f and < 1.0f);
            _ = estimates.Add(estimate);
            state.Apply(legal[random.Next(state.LegalActions(legal))]);
        }

        Assert.True(estimates.Count >= 3);
    }

    [Fact]
    public void Estimate_ChessQueenUp_IsGoodForItsSideAlone()
    {
        ChessGame game = new();

        float white = game.Estimate(game.ReadPosition("rnb1kbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"));
        float black = game.Estimate(game.ReadPosition("rnb1kbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR b KQkq - 0 1"));

        Assert.Equal((900.0f / 1400.0f, -900.0f / 1400.0f), (white, black));
    }

    [Theory]
    [MemberData(nameof(Games))]
    public void Minimax_WithTheRuleOfThumb_BeatsRandomPlayFarFromTheEnd(IGame game)
    {
        EpisodeRunner runner = new(game, threads: 2);

        MatchReport report = runner.Match(new MinimaxPlayer(game, 2), new RandomPlayer(game.Spec), 10, openingPlies: 2, seed: 3);

        Assert.True(report.Total.Score >= 0.8, $"scored {report.Total.Score}");
    }
}
