using MuZero.Games;

namespace UntunedGames;

/// <summary>Othello on 6 by 6 cells. A player who cannot place a disc passes; if neither can, the player with more discs wins.</summary>
public sealed class Othello : IGame
{
    public const int Size = 6;
    public const int Cells = Size * Size;
    public const int Pass = Cells;

    public GameSpec Spec { get; } = new()
    {
        Id = "othello6",
        Players = 2,
        Turns = TurnModel.Alternating,
        Actions = Cells + 1,
        MaxLength = 2 * (Cells - 4), // each disc after at most one pass
        Observation = new ObservationShape(2, Size, Size),
        MinReturn = -1.0f,
        MaxReturn = 1.0f,
    };

    public IGameState NewGame(ulong seed) => new OthelloState();
}

internal sealed class OthelloState : IGameState, IActionText
{
    private const sbyte Empty = -1;

    private static readonly (int Down, int Right)[] _directions = [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)];

    private readonly sbyte[] _owner = new sbyte[Othello.Cells];
    private int _player;
    private bool _canPlace;
    private bool _isOver;

    public OthelloState()
    {
        Array.Fill(_owner, Empty);
        const int Middle = Othello.Size / 2;
        _owner[((Middle - 1) * Othello.Size) + Middle - 1] = 1;
        _owner[((Middle - 1) * Othello.Size) + Middle] = 0;
        _owner[(Middle * Othello.Size) + Middle - 1] = 0;
        _owner[(Middle * Othello.Size) + Middle] = 1;
        _canPlace = true;
    }

    private OthelloState(OthelloState other)
    {
        other._owner.CopyTo(_owner, 0);
        _player = other._player;
        _canPlace = other._canPlace;
        _isOver = other._isOver;
    }

    public int ToPlay => _isOver ? Player.Terminal : _player;

    public int LegalActions(Span<int> actions)
    {
        int count = 0;
        for (int action = 0; action <= Othello.Pass; action++)
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
            throw IllegalActionException.For(this, action, Othello.Cells + 1);
        }

        if (action != Othello.Pass)
        {
            Place(action);
        }

        _player = 1 - _player;
        _canPlace = CanPlace(_player);
        _isOver = !_canPlace && !CanPlace(1 - _player);
        return _isOver ? Transition.Terminated : Transition.Continues;
    }

    public void Rewards(Span<float> rewards)
    {
        rewards.Clear();
        if (_isOver)
        {
            int difference = _owner.Count(owner => owner == 0) - _owner.Count(owner => owner == 1);
            rewards[0] = Math.Sign(difference);
            rewards[1] = -rewards[0];
        }
    }

    // Planes: the player's discs and the other player's.
    public void Observe(int player, Span<float> observation)
    {
        for (int cell = 0; cell < Othello.Cells; cell++)
        {
            observation[cell] = _owner[cell] == player ? 1.0f : 0.0f;
            observation[Othello.Cells + cell] = _owner[cell] == 1 - player ? 1.0f : 0.0f;
        }
    }

    public IGameState Clone() => new OthelloState(this);

    public string ActionText(int action) => action == Othello.Pass ? "pass" : GridText.Point(action, Othello.Size);

    public string Render() => GridText.Board(Othello.Size, Othello.Size, cell => _owner[cell] == Empty ? '.' : "XO"[_owner[cell]]);

    private bool IsLegal(int action)
    {
        if (_isOver || (uint)action > Othello.Pass)
        {
            return false;
        }

        return action == Othello.Pass ? !_canPlace : Flips(action, _player);
    }

    private bool CanPlace(int player)
    {
        for (int cell = 0; cell < Othello.Cells; cell++)
        {
            if (Flips(cell, player))
            {
                return true;
            }
        }

        return false;
    }

    private bool Flips(int cell, int player)
    {
        if (_owner[cell] != Empty)
        {
            return false;
        }

        foreach ((int down, int right) in _directions)
        {
            if (Enclosed(cell, down, right, player) > 0)
            {
                return true;
            }
        }

        return false;
    }

    private void Place(int cell)
    {
        foreach ((int down, int right) in _directions)
        {
            int enclosed = Enclosed(cell, down, right, _player);
            for (int i = 1; i <= enclosed; i++)
            {
                _owner[cell + (i * ((down * Othello.Size) + right))] = (sbyte)_player;
            }
        }

        _owner[cell] = (sbyte)_player;
    }

    // The other player's discs between a cell and the player's next disc in a direction.
    private int Enclosed(int cell, int down, int right, int player)
    {
        (int row, int column) = Math.DivRem(cell, Othello.Size);
        int enclosed = 0;
        while (true)
        {
            row += down;
            column += right;
            if ((uint)row >= Othello.Size || (uint)column >= Othello.Size)
            {
                return 0;
            }

            int owner = _owner[(row * Othello.Size) + column];
            if (owner != 1 - player)
            {
                return owner == player ? enclosed : 0;
            }

            enclosed++;
        }
    }
}
