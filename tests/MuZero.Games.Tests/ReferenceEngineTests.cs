using MuZero.Engines;
using MuZero.Evaluation;
using MuZero.Games.Chess;
using MuZero.Games.Go;
using MuZero.Games.Othello;

namespace MuZero.Games.Tests;

/// <summary>Engines of other programs, from their Debian packages, play whole games by our rules: no move is refused on either
/// side.</summary>
public class ReferenceEngineTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(9)]
    public void GnuGo_AgainstRandomPlay_WinsAtGo(int size)
        => Assert.InRange(Wins(new GoGame(size), "gtp:gnugo --mode gtp --level 1 --chinese-rules --seed 1", games: 4), 3, 4);

    [Fact]
    public void GtpRhino_AgainstRandomPlay_WinsAtOthello()
        => Assert.InRange(Wins(new OthelloGame(8), "gtp:gtp-rhino", games: 2), 1, 2);

    [Fact]
    public void Stockfish_AgainstRandomPlay_WinsAtChess()
        => Assert.InRange(Wins(new ChessGame(), "uci:stockfish;nodes=200", games: 2), 2, 2);

    private static long Wins(IGame game, string engine, int games)
    {
        using EnginePlayer player = new(game, EngineSettings.Parse(engine));

        MatchReport report = new EpisodeRunner(game).Match(player, new RandomPlayer(game.Spec), games, openingPlies: 2, seed: 1);

        Assert.Equal(games, report.Total.Games);
        return report.Total.Wins;
    }
}
