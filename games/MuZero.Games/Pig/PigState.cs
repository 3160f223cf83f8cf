namespace MuZero.Games.Pig;

internal sealed class PigState(int target, int timeLimit) : IGameState, IActionText, ICopyTo, IChance
{
    public const int Actions = 2;
    public const int Sides = 6;
    public const int Hold = 0;
    public const int Roll = 1;

    private const int NoWinner = -1;

    private readonly int[] _scores = new int[2];
    private int _player;
    private int _decisions;
    private bool _isRolling;
    private int _winner = NoWinner;

    /// <summary>Points of the turn so far.</summary>
    public int TurnPoints { get; private set; }

    public int ToPlay => _winner != NoWinner ? Player.Terminal
        : _isRolling ? Player.Chance
        : _decisions == timeLimit ? Player.Terminal
        : _player;

    /// <summary>A player's points, without those of the turn.</summary>
    public int Score(int player) => _scores[player];

    public int LegalActions(Span<int> actions)
    {
        if (ToPlay < 0)
        {
            return 0;
        }

        int count = 0;
        if (TurnPoints > 0)
        {
            actions[count++] = Hold;
        }

        actions[count++] = Roll;
        return count;
    }

    public void ChanceProbabilities(Span<float> probabilities) => probabilities.Fill(1.0f / Sides);

    public Transition Apply(int action)
    {
        if (ToPlay == Player.Chance && action is >= 0 and < Sides)
        {
            Fall(action + 1);
        }
        else if (ToPlay >= 0 && action == Roll)
        {
            _isRolling = true;
            _decisions++;
        }
        else if (ToPlay >= 0 && action == Hold && TurnPoints > 0)
        {
            _scores[_player] += TurnPoints;
            _decisions++;
            EndTurn();
        }
        else
        {
            throw IllegalActionException.For(this, action, Actions);
        }

        return _winner != NoWinner ? Transition.Terminated
            : ToPlay == Player.Terminal ? Transition.Truncated
            : Transition.Continues;
    }

    public void Rewards(Span<float> rewards)
    {
        rewards.Clear();
        if (_winner != NoWinner)
        {
            rewards[_winner] = 1.0f;
            rewards[Seats.Other(_winner)] = -1.0f;
        }
    }

    // My score, theirs, and the points of the turn if it is mine and if it is theirs.
    public void Observe(int player, Span<float> observation)
    {
        int other = Seats.Other(player);
        observation[0] = (float)_scores[player] / target;
        observation[1] = (float)_scores[other] / target;
        observation[2] = player == _player ? (float)TurnPoints / target : 0.0f;
        observation[3] = other == _player ? (float)TurnPoints / target : 0.0f;
    }

    public IGameState Clone()
    {
        PigState copy = new(target, timeLimit);
        CopyTo(copy);
        return copy;
    }

    public void CopyTo(IGameState state)
    {
        PigState copy = (PigState)state;
        (copy._scores[0], copy._scores[1]) = (_scores[0], _scores[1]);
        (copy._player, copy.TurnPoints, copy._decisions) = (_player, TurnPoints, _decisions);
        (copy._isRolling, copy._winner) = (_isRolling, _winner);
    }

    public string ActionText(int action) => action == Hold ? "hold" : "roll";

    public string Render()
    {
        string turn = _winner != NoWinner ? $"player {_winner + 1} wins"
            : $"player {_player + 1} has {TurnPoints} in this turn{(_isRolling ? " and rolls" : "")}";
        return $"player 1: {_scores[0]}  player 2: {_scores[1]}  target: {target}\n{turn}";
    }

    private void Fall(int pips)
    {
        _isRolling = false;
        if (pips == 1)
        {
            EndTurn();
            return;
        }

        TurnPoints += pips;
        if (_scores[_player] + TurnPoints >= target)
        {
            _scores[_player] += TurnPoints;
            TurnPoints = 0;
            _winner = _player;
        }
    }

    private void EndTurn()
    {
        TurnPoints = 0;
        _player = Seats.Other(_player);
    }
}
