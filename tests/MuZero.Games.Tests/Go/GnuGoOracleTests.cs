using System.Globalization;
using MuZero.Games.Go;
using MuZero.Numerics;

namespace MuZero.Games.Tests.Go;

/// <summary>Random games beside GNU Go (package gnugo): legal moves, stones and prisoners.</summary>
public sealed class GnuGoOracleTests
{
    private static readonly string[] _colours = ["black", "white"];

    [Theory]
    [InlineData(5, 12)]
    [InlineData(9, 4)]
    [InlineData(13, 1)]
    public void Apply_RandomGames_MovesStonesAndPrisonersOfGnuGo(int size, int games)
    {
        using GnuGo gnuGo = new();
        var game = new GoGame(size);
        var random = new RandomStream((ulong)size);
        gnuGo.Ask($"boardsize {size}");
        for (int i = 0; i < games; i++)
        {
            gnuGo.Ask("clear_board");
            IGameState state = game.NewGame(0);
            int placed = 0;
            while (state.ToPlay >= 0)
            {
                string colour = _colours[state.ToPlay];
                string[] legal = [.. state.LegalNames().Where(name => name != "pass").Order(StringComparer.Ordinal)];
                Assert.Equal(Words(gnuGo.Ask($"all_legal {colour}")), legal);

                string move = legal.Length > 0 && random.Next(30) > 0 ? legal[random.Next(legal.Length)] : "pass";
                gnuGo.Ask($"play {colour} {move}");
                state.Play(move);
                placed += move == "pass" ? 0 : 1;
            }

            string stones = state.Stones(game);
            Assert.Equal(Words(gnuGo.Ask("list_stones black")), Names(stones, 'X'));
            Assert.Equal(Words(gnuGo.Ask("list_stones white")), Names(stones, 'O'));
            int prisoners = _colours.Sum(colour => int.Parse(gnuGo.Ask($"captures {colour}"), CultureInfo.InvariantCulture));
            Assert.Equal(placed - stones.Count(symbol => symbol != '.'), prisoners);
        }

        string[] Names(string stones, char symbol) => [.. Enumerable.Range(0, stones.Length)
            .Where(point => stones[point] == symbol)
            .Select(((IActionText)game.NewGame(0)).ActionText)
            .Order(StringComparer.Ordinal)];
    }

    private static string[] Words(string answer)
    {
        string[] words = answer.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return [.. words.Where(word => word != "PASS").Order(StringComparer.Ordinal)];
    }
}
