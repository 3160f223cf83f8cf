using MuZero.Games.EinStein;
using MuZero.Numerics;

namespace MuZero.Games.Tests.EinStein;

public sealed class EinSteinTests
{
    private static readonly EinSteinGame _game = new();

    [Fact]
    public void NewGame_AnySeed_StonesOfBothInTheirTriangles()
    {
        HashSet<string> boards = [];
        for (ulong seed = 0; seed < 50; seed++)
        {
            string[] rows = _game.NewGame(seed).Rows();
            boards.Add(string.Concat(rows));
            Assert.Equal("123456", string.Concat(string.Concat(rows[0][..3], rows[1][..2], rows[2][..1]).Order()));
            Assert.Equal("ABCDEF", string.Concat(string.Concat(rows[2][4..], rows[3][3..], rows[4][2..]).Order()));
        }

        Assert.True(boards.Count > 45);
    }

    // The rules a second time, over dictionaries of absolute cells: legal moves, captures and winners of random games.
    [Fact]
    public void Play_RandomGames_AgreesWithTheRulesWrittenAgain()
    {
        RandomStream random = new(1);
        for (ulong seed = 0; seed < 300; seed++)
        {
            IGameState state = _game.NewGame(seed);
            PlainGame plain = new(state.Rows());
            while (state.ToPlay != Player.Terminal)
            {
                int die = random.Next(6);
                state.Apply(die);
                Assert.Equal(plain.Moves(die).Order(StringComparer.Ordinal), state.LegalTexts().Order(StringComparer.Ordinal));
                string move = state.LegalTexts()[random.Next(state.Legal().Length)];
                int mover = state.ToPlay;
                state.Apply(state.Action(move));
                Assert.Equal(plain.Play(move), state.ToPlay == Player.Terminal);
                Assert.Equal(plain.Rows(), state.Rows());
                Assert.Equal(state.ToPlay == Player.Terminal ? 1.0f : 0.0f, state.Rewards(2)[mover]);
            }
        }
    }

    [Fact]
    public void Baseline_AgainstRandomPlay_WinsMostGames()
    {
        RandomStream random = new(2);
        ChancePlay chance = new(_game.Spec);
        int wins = 0;
        for (ulong seed = 0; seed < 400; seed++)
        {
            IGameState state = _game.NewGame(seed);
            int seat = (int)(seed % 2);
            chance.Resolve(state, random, []);
            while (state.ToPlay >= 0)
            {
                int[] legal = state.Legal();
                state.Apply(state.ToPlay == seat ? _game.BaselineAction(state) : legal[random.Next(legal.Length)]);
                chance.Resolve(state, random, []);
            }

            wins += state.Rewards(2)[seat] > 0.0f ? 1 : 0;
        }

        Assert.InRange(wins, 250, 320); // 70 %, three standard errors
    }

    [Fact]
    public void Observe_Die_MarksTheStonesThatItMoves()
    {
        IGameState state = _game.NewGame(5);
        state.Apply(3);

        float[] mine = state.Observation(_game, 0);

        Assert.Equal(mine[(3 * 25)..(4 * 25)], mine[(12 * 25)..]);
        Assert.Equal(1.0f, mine[(12 * 25)..].Sum());
    }

    private sealed class PlainGame
    {
        private readonly Dictionary<char, (int Row, int Column)> _stones = [];
        private int _player;

        public PlainGame(string[] rows)
        {
            for (int cell = 0; cell < 25; cell++)
            {
                if (rows[cell / 5][cell % 5] != '.')
                {
                    _stones[rows[cell / 5][cell % 5]] = (cell / 5, cell % 5);
                }
            }
        }

        private string Own => _player == 0 ? "123456" : "ABCDEF";

        public IEnumerable<string> Moves(int die)
        {
            string alive = string.Concat(Own.Where(_stones.ContainsKey));
            IEnumerable<char> movable = alive.Contains(Own[die]) ? [Own[die]]
                : alive.Where(stone => stone < Own[die]).TakeLast(1).Concat(alive.Where(stone => stone > Own[die]).Take(1));
            int sign = _player == 0 ? 1 : -1;
            foreach (char stone in movable)
            {
                foreach ((int rows, int columns) in ((int, int)[])[(0, sign), (sign, 0), (sign, sign)])
                {
                    (int row, int column) = (_stones[stone].Row + rows, _stones[stone].Column + columns);
                    if (row is >= 0 and < 5 && column is >= 0 and < 5)
                    {
                        yield return $"{Own.IndexOf(stone) + 1}{(char)('a' + column)}{row + 1}";
                    }
                }
            }
        }

        // True if the move wins.
        public bool Play(string move)
        {
            char stone = Own[move[0] - '1'];
            (int, int) target = (move[2] - '1', move[1] - 'a');
            foreach (char taken in _stones.Where(other => other.Value == target).Select(other => other.Key).ToArray())
            {
                _stones.Remove(taken);
            }

            _stones[stone] = target;
            bool reaches = target == (_player == 0 ? (4, 4) : (0, 0));
            _player = 1 - _player;
            return reaches || !Own.Any(_stones.ContainsKey);
        }

        public string[] Rows() => [.. Enumerable.Range(0, 5).Select(row => string.Concat(Enumerable.Range(0, 5).Select(column =>
            _stones.FirstOrDefault(stone => stone.Value == (row, column)) is { Key: not '\0' } found ? found.Key : '.')))];
    }
}
