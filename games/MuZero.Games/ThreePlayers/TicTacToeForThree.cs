using System.Numerics;

namespace MuZero.Games.ThreePlayers;

/// <summary>Tic-tac-toe for three players on a board of four by four: three in a row win, and the two others lose. Action 0 is a1, at the
/// top left; actions go row by row.</summary>
/// <remarks>The winner receives 1 and each of the others -1/2; a full board without a row gives 0 to everybody.</remarks>
public sealed class TicTacToeForThreeGame : IGame, ISymmetries
{
    public GameSpec Spec { get; } = new()
    {
        Id = "tictactoe-three",
        Players = TicTacToeForThreeState.Players,
        Turns = TurnModel.Alternating,
        Actions = TicTacToeForThreeState.Points,
        MaxLength = TicTacToeForThreeState.Points,
        Observation = new ObservationShape(TicTacToeForThreeState.Players, TicTacToeForThreeState.Side, TicTacToeForThreeState.Side),
        MinReturn = -0.5f,
        MaxReturn = 1.0f,
    };

    public int Symmetries => 8;

    public IGameState NewGame(ulong seed) => new TicTacToeForThreeState();

    public int TransformAction(int symmetry, int action)
        => GridSymmetry.Point(symmetry, action, TicTacToeForThreeState.Side, TicTacToeForThreeState.Side);

    public void TransformObservation(int symmetry, ReadOnlySpan<float> source, Span<float> target)
        => GridSymmetry.Planes(symmetry, Spec.Observation, source, target);
}

internal sealed class TicTacToeForThreeState : IGameState, IActionText, ICopyTo, IUndo, IHashable
{
    public const int Players = 3;
    public const int Side = 4;
    public const int Points = Side * Side;

    private const int AllPoints = (1 << Points) - 1;
    private const int LineLength = 3;

    private static readonly int[] _lines = [.. Lines()]; // bit p is point p

    private readonly int[] _stones = new int[Players]; // a player's stones as bits
    private readonly int[] _moves = new int[Points];
    private int _ply;
    private bool _won; // by the player who moved last

    public int ToPlay => _won || _ply == Points ? Player.Terminal : _ply % Players;

    public ulong Hash => ((ulong)_stones[0] << (2 * Points)) | ((ulong)_stones[1] << Points) | (uint)_stones[2];

    private int Free => AllPoints & ~(_stones[0] | _stones[1] | _stones[2]);

    public int LegalActions(Span<int> actions)
    {
        if (ToPlay == Player.Terminal)
        {
            return 0;
        }

        int count = 0;
        for (int free = Free; free != 0; free &= free - 1)
        {
            actions[count++] = BitOperations.TrailingZeroCount(free);
        }

        return count;
    }

    public Transition Apply(int action)
    {
        if (ToPlay == Player.Terminal || action is < 0 or >= Points || (Free & (1 << action)) == 0)
        {
            throw IllegalActionException.For(this, action, Points);
        }

        int mover = _ply % Players;
        _stones[mover] |= 1 << action;
        _moves[_ply] = action;
        _ply++;
        _won = HasLine(_stones[mover]);
        return ToPlay == Player.Terminal ? Transition.Terminated : Transition.Continues;
    }

    public void Undo()
    {
        if (_ply == 0)
        {
            throw new InvalidOperationException("No action was applied.");
        }

        _ply--;
        _stones[_ply % Players] ^= 1 << _moves[_ply];
        _won = false;
    }

    public void Rewards(Span<float> rewards)
    {
        rewards.Fill(_won ? -0.5f : 0.0f);
        if (_won)
        {
            rewards[(_ply - 1) % Players] = 1.0f;
        }
    }

    // A plane for each player's stones, from the observer on in turn.
    public void Observe(int player, Span<float> observation)
    {
        for (int seat = 0; seat < Players; seat++)
        {
            int stones = _stones[(player + seat) % Players];
            Span<float> plane = observation.Slice(seat * Points, Points);
            for (int point = 0; point < Points; point++)
            {
                plane[point] = (stones >> point) & 1;
            }
        }
    }

    public IGameState Clone()
    {
        TicTacToeForThreeState copy = new();
        CopyTo(copy);
        return copy;
    }

    public void CopyTo(IGameState target)
    {
        TicTacToeForThreeState copy = (TicTacToeForThreeState)target;
        _stones.CopyTo(copy._stones, 0);
        _moves.CopyTo(copy._moves, 0);
        (copy._ply, copy._won) = (_ply, _won);
    }

    public string ActionText(int action) => $"{(char)('a' + (action % Side))}{(action / Side) + 1}";

    public string Render()
    {
        IEnumerable<string> rows = Enumerable.Range(0, Side)
            .Select(row => $"{row + 1} {string.Join(' ', Enumerable.Range(0, Side).Select(column => Symbol((row * Side) + column)))}");
        return $"{string.Join('\n', rows)}\n  a b c d";
    }

    private static IEnumerable<int> Lines()
    {
        (int Down, int Right)[] directions = [(0, 1), (1, 0), (1, 1), (1, -1)];
        foreach ((int down, int right) in directions)
        {
            for (int point = 0; point < Points; point++)
            {
                int row = point / Side, column = point % Side;
                int lastRow = row + ((LineLength - 1) * down), lastColumn = column + ((LineLength - 1) * right);
                if (lastRow < Side && lastColumn is >= 0 and < Side)
                {
                    yield return Enumerable.Range(0, LineLength)
                        .Sum(step => 1 << (((row + (step * down)) * Side) + column + (step * right)));
                }
            }
        }
    }

    private static bool HasLine(int stones)
    {
        foreach (int line in _lines)
        {
            if ((stones & line) == line)
            {
                return true;
            }
        }

        return false;
    }

    private char Symbol(int point)
    {
        int owner = Array.FindIndex(_stones, stones => ((stones >> point) & 1) == 1);
        return owner < 0 ? '.' : "XOZ"[owner];
    }
}
