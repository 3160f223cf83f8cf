using System.Globalization;

namespace MuZero.Games.MinAtar;

/// <summary>The moves of MinAtar, in its order; each game takes those that have an effect in it.</summary>
internal enum Move
{
    None,
    Left,
    Up,
    Right,
    Down,
    Fire,
}

/// <summary>An episode of a MinAtar game (Young and Tian 2019; rules of version 1.0.11 and later): the common part of the five.</summary>
/// <remarks>A frame has three parts. The player chooses a move. Chance repeats the previous move instead with probability 0.1; a chance
/// node decides it if the two moves differ. Then come the game's own dice, which spawn enemies or set cars, a chance node each, and the
/// frame is played. Dice before the first decision set the first screen. The previous move and all timers are hidden from the player, as
/// published.</remarks>
internal abstract class MinAtarState : IGameState, IActionText, ICopyTo, IChance
{
    public const int TimeLimit = 5_000; // frames; MinAtar has no limit but Freeway's

    private const float Stickiness = 0.1f;
    private const int Sticks = 1; // the outcome that repeats the previous move; 0 plays the chosen one

    private static readonly string[] _names = ["none", "left", "up", "right", "down", "fire"];

    private readonly Move[] _moves; // of each action
    private readonly int _timeLimit;
    private Stage _stage;
    private Move _chosen;
    private Move _last;
    private int _rolls; // dice of this frame, or of the first screen
    private int _rolled;
    private int _frames;
    private int _reward;
    private int _score;
    private bool _lost;

    /// <param name="moves">The move of each action.</param>
    /// <param name="startRolls">Dice that set the first screen.</param>
    /// <param name="timeLimit">Frames after which the episode is cut.</param>
    protected MinAtarState(Move[] moves, int startRolls = 0, int timeLimit = TimeLimit)
    {
        _moves = moves;
        _timeLimit = timeLimit;
        _rolls = startRolls;
        _stage = startRolls > 0 ? Stage.Start : Stage.Decision;
    }

    private enum Stage
    {
        Start,
        Decision,
        StickyAction,
        Frame,
        Over,
    }

    public int ToPlay => _stage switch
    {
        Stage.Decision => 0,
        Stage.Over => Player.Terminal,
        _ => Player.Chance,
    };

    /// <summary>The characters of the channels for <see cref="Render"/>; a space leaves a channel out.</summary>
    protected abstract string Symbols { get; }

    /// <summary>The symbols that are shown on free cells only.</summary>
    protected virtual string Trails => "-";

    /// <summary>Numbers that <see cref="Render"/> adds to its first line.</summary>
    protected virtual string Status => "";

    public int LegalActions(Span<int> actions)
    {
        if (_stage != Stage.Decision)
        {
            return 0;
        }

        for (int action = 0; action < _moves.Length; action++)
        {
            actions[action] = action;
        }

        return _moves.Length;
    }

    public void ChanceProbabilities(Span<float> probabilities)
    {
        for (int outcome = 0; outcome < probabilities.Length; outcome++)
        {
            probabilities[outcome] = OutcomeProbability(outcome);
        }
    }

    public Transition Apply(int action)
    {
        bool isLegal = _stage == Stage.Decision ? (uint)action < (uint)_moves.Length : action >= 0 && OutcomeProbability(action) > 0.0f;
        if (!isLegal)
        {
            throw IllegalActionException.For(this, action, _moves.Length);
        }

        _reward = 0;
        switch (_stage)
        {
            case Stage.Decision:
                return Choose(_moves[action]);
            case Stage.StickyAction:
                return Begin(action == Sticks ? _last : _chosen);
            default:
                Roll(_rolled, action);
                _rolled++;
                return Continue();
        }
    }

    public void Rewards(Span<float> rewards) => rewards[0] = _reward;

    public void Observe(int player, Span<float> observation)
    {
        observation.Clear();
        Paint(observation);
    }

    public IGameState Clone()
    {
        MinAtarState copy = New();
        CopyTo(copy);
        return copy;
    }

    public void CopyTo(IGameState target)
    {
        MinAtarState other = (MinAtarState)target;
        other._stage = _stage;
        other._chosen = _chosen;
        other._last = _last;
        other._rolls = _rolls;
        other._rolled = _rolled;
        other._frames = _frames;
        other._reward = _reward;
        other._score = _score;
        other._lost = _lost;
        CopyScreen(other);
    }

    public string ActionText(int action) => _names[(int)_moves[action]];

    public string Render()
    {
        float[] observation = new float[Symbols.Length * Screen.Cells];
        Observe(0, observation);
        string last = _names[(int)_last];
        string head = string.Create(CultureInfo.InvariantCulture, $"frame {_frames}  score {_score}  last move {last}{Status}");
        return $"{head}\n{GridText.Board(Screen.Size, Screen.Size, cell => Symbol(observation, cell))}";
    }

    /// <summary>A state of the same game, to be copied into.</summary>
    protected abstract MinAtarState New();

    /// <summary>Copies what the game adds.</summary>
    protected abstract void CopyScreen(MinAtarState target);

    /// <summary>Writes the ones of the observation, which is all zeros.</summary>
    protected abstract void Paint(Span<float> observation);

    /// <summary>The number of dice in the frame that <paramref name="move"/> begins.</summary>
    protected virtual int Rolls(Move move) => 0;

    /// <summary>The probability of an outcome of one of the dice; 0 beyond the last outcome.</summary>
    protected virtual float Probability(int roll, int outcome) => 0.0f;

    /// <summary>Takes an outcome of one of the dice.</summary>
    protected virtual void Roll(int roll, int outcome)
    {
    }

    /// <summary>Plays a frame, its dice rolled.</summary>
    protected abstract void Play(Move move);

    /// <summary>Adds to the frame's reward.</summary>
    protected void Gain(int reward) => _reward += reward;

    /// <summary>Ends the episode with this frame, which is still played to its end.</summary>
    protected void Lose() => _lost = true;

    private float OutcomeProbability(int outcome) => _stage switch
    {
        Stage.StickyAction => outcome switch
        {
            0 => 1.0f - Stickiness,
            Sticks => Stickiness,
            _ => 0.0f,
        },
        Stage.Start or Stage.Frame => Probability(_rolled, outcome),
        _ => 0.0f,
    };

    private Transition Choose(Move move)
    {
        _chosen = move;
        if (move == _last)
        {
            return Begin(move);
        }

        _stage = Stage.StickyAction;
        return Transition.Continues;
    }

    private Transition Begin(Move move)
    {
        _last = move;
        _rolls = Rolls(move);
        _rolled = 0;
        _stage = Stage.Frame;
        return Continue();
    }

    private Transition Continue()
    {
        if (_rolled < _rolls)
        {
            return Transition.Continues;
        }

        if (_stage == Stage.Start)
        {
            _stage = Stage.Decision;
            return Transition.Continues;
        }

        Play(_last);
        _score += _reward;
        _frames++;
        Transition transition = _lost ? Transition.Terminated : _frames == _timeLimit ? Transition.Truncated : Transition.Continues;
        _stage = transition == Transition.Continues ? Stage.Decision : Stage.Over;
        return transition;
    }

    private char Symbol(float[] observation, int cell)
    {
        char shown = '.';
        for (int channel = Symbols.Length - 1; channel >= 0; channel--)
        {
            char symbol = Symbols[channel];
            bool isHidden = symbol == ' ' || (shown != '.' && Trails.Contains(symbol));
            if (!isHidden && observation[(channel * Screen.Cells) + cell] != 0.0f)
            {
                shown = symbol;
            }
        }

        return shown;
    }
}
