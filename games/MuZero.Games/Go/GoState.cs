using MuZero.Numerics;

namespace MuZero.Games.Go;

/// <summary>A game in progress.</summary>
internal sealed class GoState : IGameState, IActionText, ICopyTo, IHashable, IScore
{
    private const int NoAction = -1;
    private const int PassesAtTheEnd = 2;

    private readonly GoRules _rules;
    private readonly GoGrid _grid;
    private readonly GoBoard _board;
    private readonly ulong[] _history; // hashes of the positions so far, the present one last
    private int _positions;
    private ulong _visited; // of the positions so far, whatever their order
    private int _next; // the player to move, at the end too
    private int _ply;
    private int _passes; // in a row
    private int _lastAction = NoAction;
    private float _reward; // Black's, at the end

    public GoState(GoRules rules)
    {
        _rules = rules;
        _grid = rules.Grid;
        _board = new GoBoard(_grid);
        _history = new ulong[rules.MaxLength + 1];
        Remember();
    }

    /// <summary>A given position, as the first of a game.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="owner">[points] 0 Black, 1 White, or <see cref="GoBoard.Empty"/>.</param>
    /// <param name="next">The player to move.</param>
    public GoState(GoRules rules, ReadOnlySpan<sbyte> owner, int next)
        : this(rules)
    {
        for (int point = 0; point < owner.Length; point++)
        {
            if (owner[point] != GoBoard.Empty)
            {
                _board.Place(point, owner[point]);
            }
        }

        (_positions, _visited, _next) = (0, 0, next);
        Remember();
    }

    public GoBoard Board => _board;

    public GoGrid Grid => _grid;

    public int ToPlay => IsOver ? Player.Terminal : _next;

    /// <summary>The player to move, at the end the one whose turn it would be.</summary>
    public int Next => _next;

    /// <summary>True if the last action was a pass, so that another one ends the game.</summary>
    public bool AfterPass => _lastAction == _grid.Pass;

    /// <summary>Black's points less White's and komi.</summary>
    public float Lead => _board.Score() - _rules.Komi;

    // The number of moves belongs to it because of the longest game, the positions so far because of superko.
    public ulong Hash
    {
        get
        {
            int moves = (_ply * (_grid.Points + 2)) + _lastAction + 1;
            int turn = (2 * _passes) + _next;
            return RandomStream.Derive(_board.Hash ^ _visited, (ulong)((moves * 6) + turn));
        }
    }

    private bool IsOver => _passes == PassesAtTheEnd || _ply == _rules.MaxLength;

    public int LegalActions(Span<int> actions)
    {
        if (IsOver)
        {
            return 0;
        }

        int count = 0;
        for (int point = 0; point < _grid.Points; point++)
        {
            if (CanPlace(point))
            {
                actions[count++] = point;
            }
        }

        actions[count++] = _grid.Pass;
        return count;
    }

    public Transition Apply(int action)
    {
        if (IsOver || (uint)action > (uint)_grid.Pass || (action != _grid.Pass && !CanPlace(action)))
        {
            throw IllegalActionException.For(this, action, _grid.Pass + 1);
        }

        if (action == _grid.Pass)
        {
            _passes++;
        }
        else
        {
            _passes = 0;
            _board.Play(action, _next);
            Remember();
        }

        _lastAction = action;
        _next = Seats.Other(_next);
        _ply++;
        if (!IsOver)
        {
            return Transition.Continues;
        }

        // The longest game is part of the rules: the score counts as after two passes.
        _reward = MathF.Sign(Lead);
        return Transition.Terminated;
    }

    public void Rewards(Span<float> rewards)
    {
        rewards[0] = _reward;
        rewards[1] = -_reward;
    }

    public void Observe(int player, Span<float> observation) => GoObservation.Write(this, _lastAction, player, observation);

    /// <summary>True if the player to move may put a stone here: the point is empty, the stone keeps a liberty, and the position is
    /// new.</summary>
    public bool CanPlace(int point) => _board.Owner(point) == GoBoard.Empty && !_board.IsSuicide(point, _next) && !Repeats(point);

    /// <summary>True if a stone of the player to move on this empty point makes an earlier position again.</summary>
    public bool Repeats(int point)
        => _board.WasCaptured(point) && _history.AsSpan(0, _positions).Contains(_board.HashAfter(point, _next));

    public IGameState Clone()
    {
        GoState copy = new(_rules);
        CopyTo(copy);
        return copy;
    }

    public void CopyTo(IGameState target)
    {
        GoState other = (GoState)target;
        _board.CopyTo(other._board);
        _history.AsSpan(0, _positions).CopyTo(other._history);
        other._positions = _positions;
        other._visited = _visited;
        other._next = _next;
        other._ply = _ply;
        other._passes = _passes;
        other._lastAction = _lastAction;
        other._reward = _reward;
    }

    public string ActionText(int action) => _grid.Name(action);

    public string Render() => GoText.Render(this);

    private void Remember()
    {
        _history[_positions++] = _board.Hash;
        _visited ^= RandomStream.Derive(_board.Hash, 0);
    }
}
