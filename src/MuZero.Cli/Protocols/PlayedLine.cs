namespace MuZero.Cli.Protocols;

/// <summary>A game as a protocol builds it: moves forth and back.</summary>
internal sealed class PlayedLine
{
    private readonly IGame _game;
    private readonly int[] _legal;
    private readonly Stack<IGameState> _past = new();
    private readonly Stack<float> _leads = new();

    public PlayedLine(IGame game)
    {
        (_game, _legal) = (game, new int[game.Spec.Actions]);
        Begin(game.NewGame(0));
    }

    public IGameState State { get; private set; } = null!;

    /// <summary>Player 0's return so far less player 1's, halved.</summary>
    public float Lead => _leads.Peek();

    /// <summary>True at the end of the game, or at the length at which the engine cuts it.</summary>
    public bool IsOver => State.ToPlay < 0 || _past.Count >= _game.Spec.MaxLength;

    /// <summary>Begins again from the first position.</summary>
    public void Begin() => Begin(_game.NewGame(0));

    /// <summary>Begins again from another position.</summary>
    public void Begin(IGameState state)
    {
        _past.Clear();
        _leads.Clear();
        _leads.Push(0.0f);
        State = state;
    }

    /// <summary>The legal action of a text, or null.</summary>
    public int? Find(string text) => IsOver ? null : MoveText.FindText(State, text, _legal);

    /// <summary>Plays a legal action.</summary>
    public void Play(int action)
    {
        IGameState next = State.Clone();
        _ = next.Apply(action);
        float[] rewards = new float[2];
        next.Rewards(rewards);
        _past.Push(State);
        _leads.Push(Lead + ((rewards[0] - rewards[1]) / 2.0f));
        State = next;
    }

    /// <summary>Takes the last move back; false at the beginning.</summary>
    public bool Undo()
    {
        if (!_past.TryPop(out IGameState? before))
        {
            return false;
        }

        State = before;
        _ = _leads.Pop();
        return true;
    }

    /// <summary>Throws unless the game is one that front ends play: two players, no dice.</summary>
    /// <exception cref="UserException">It is not.</exception>
    public static void Require(GameSpec spec, string protocol)
    {
        if (spec.Players != 2 || spec.ChanceOutcomes > 0)
        {
            string kind = spec.Players == 1 ? "has one player" : spec.Players > 2 ? $"has {spec.Players} players" : "has dice";
            throw UserException.Usage($"{spec.Id} {kind}, and {protocol} is for games of two players without dice. Use muzero play.");
        }
    }
}
