using MuZero.Games;

namespace UntunedGames;

/// <summary>Hex on 5 by 5 cells: the first player connects top and bottom, the second left and right. After the first stone the second
/// player may swap: the stone becomes the second player's, mirrored, and the first player moves next.</summary>
public sealed class Hex : IGame
{
    public const int Size = 5;
    public const int Cells = Size * Size;
    public const int Swap = Cells;

    public GameSpec Spec { get; } = new()
    {
        Id = "hex5",
        Players = 2,
        Turns = TurnModel.Alternating,
        Actions = Cells + 1,
        MaxLength = Cells + 1,
        Observation = new ObservationShape(3, Size, Size),
        MinReturn = -1.0f,
        MaxReturn = 1.0f,
    };

    public IGameState NewGame(ulong seed) => new HexState();
}

internal sealed class HexState : IGameState, IActionText
{
    private const sbyte Empty = -1;

    private readonly sbyte[] _owner = new sbyte[Hex.Cells];
    private int _moves;
    private int _winner = Empty;

    public HexState() => Array.Fill(_owner, Empty);

    private HexState(HexState other)
    {
        other._owner.CopyTo(_owner, 0);
        _moves = other._moves;
        _winner = other._winner;
    }

    public int ToPlay => _winner >= 0 ? Player.Terminal : _moves % 2;

    public int LegalActions(Span<int> actions)
    {
        int count = 0;
        for (int action = 0; action <= Hex.Swap; action++)
        {
            if (IsLegal(action))
            {
                actions[count++] = action;
            }
        }

        return count;
    }

    public Transition Apply(int action)
    {
        if (!IsLegal(action))
        {
            throw IllegalActionException.For(this, action, Hex.Cells + 1);
        }

        int mover = ToPlay;
        if (action == Hex.Swap)
        {
            int cell = Array.IndexOf(_owner, (sbyte)0);
            _owner[cell] = Empty;
            action = (cell % Hex.Size * Hex.Size) + (cell / Hex.Size);
        }

        _owner[action] = (sbyte)mover;
        _moves++;
        _winner = Connects(action, mover) ? mover : Empty;
        return _winner >= 0 ? Transition.Terminated : Transition.Continues;
    }

    public void Rewards(Span<float> rewards)
    {
        rewards.Clear();
        if (_winner >= 0)
        {
            rewards[_winner] = 1.0f;
            rewards[1 - _winner] = -1.0f;
        }
    }

    // Planes: the player's stones, the other player's, and ones for the player who connects top and bottom.
    public void Observe(int player, Span<float> observation)
    {
        for (int cell = 0; cell < Hex.Cells; cell++)
        {
            observation[cell] = _owner[cell] == player ? 1.0f : 0.0f;
            observation[Hex.Cells + cell] = _owner[cell] == 1 - player ? 1.0f : 0.0f;
            observation[(2 * Hex.Cells) + cell] = player == 0 ? 1.0f : 0.0f;
        }
    }

    public IGameState Clone() => new HexState(this);

    public string ActionText(int action) => action == Hex.Swap ? "swap" : GridText.Point(action, Hex.Size);

    public string Render() => GridText.Board(Hex.Size, Hex.Size, cell => _owner[cell] == Empty ? '.' : "XO"[_owner[cell]]);

    private bool IsLegal(int action)
    {
        if (_winner >= 0 || (uint)action > Hex.Swap)
        {
            return false;
        }

        return action == Hex.Swap ? _moves == 1 : _owner[action] == Empty;
    }

    // Walks the stones that are connected with a cell; they win if they touch both sides.
    private bool Connects(int start, int player)
    {
        Span<int> open = stackalloc int[Hex.Cells];
        uint seen = 1u << start;
        int count = 0;
        open[count++] = start;
        bool first = false;
        bool last = false;
        while (count > 0)
        {
            (int row, int column) = Math.DivRem(open[--count], Hex.Size);
            int along = player == 0 ? row : column;
            first |= along == 0;
            last |= along == Hex.Size - 1;
            ReadOnlySpan<(int Row, int Column)> steps = [(-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0)];
            foreach ((int down, int right) in steps)
            {
                int nextRow = row + down;
                int nextColumn = column + right;
                int next = (nextRow * Hex.Size) + nextColumn;
                if ((uint)nextRow < Hex.Size && (uint)nextColumn < Hex.Size && _owner[next] == player && (seen & (1u << next)) == 0)
                {
                    seen |= 1u << next;
                    open[count++] = next;
                }
            }
        }

        return first && last;
    }
}
