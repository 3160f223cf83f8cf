using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Evaluation;

/// <summary>An episode as far as it was played: its position, the returns so far, and a hash of start, moves and dice.</summary>
internal sealed class EpisodeLine
{
    private readonly GameSpec _spec;
    private readonly ChancePlay _chance;
    private readonly List<int> _outcomes = [];
    private readonly List<int> _actions;

    /// <summary>A new episode. The dice have a stream of their own, because a game may draw from its seed.</summary>
    public EpisodeLine(IGame game, ulong seed, RandomStream dice)
    {
        (_spec, _chance) = (game.Spec, new ChancePlay(game.Spec));
        (State, Returns, _actions) = (game.NewGame(seed), new float[_spec.Players], []);
        Resolve(dice);
        Moves = RandomStream.Derive(Moves, PositionKey());
    }

    private EpisodeLine(EpisodeLine line)
    {
        (_spec, _chance) = (line._spec, new ChancePlay(line._spec));
        (State, Returns, Moves, _actions) = (line.State.Clone(), [.. line.Returns], line.Moves, [.. line._actions]);
    }

    /// <summary>The position.</summary>
    public IGameState State { get; }

    /// <summary>[players] rewards so far.</summary>
    public float[] Returns { get; }

    /// <summary>Decisions so far.</summary>
    public int Length => _actions.Count;

    /// <summary>The actions so far, without the dice; the same object for the whole episode.</summary>
    public IReadOnlyList<int> Actions => _actions;

    /// <summary>Equal for lines of the same start, moves and dice; different otherwise, up to collisions.</summary>
    public ulong Moves { get; private set; }

    /// <summary>True if no player is to move, or the game's greatest length is reached.</summary>
    public bool IsOver => State.ToPlay < 0 || Length >= _spec.MaxLength;

    /// <summary>An independent copy.</summary>
    public EpisodeLine Copy() => new(this);

    /// <summary>Plays an action, and the dice that follow.</summary>
    public void Play(int action, RandomStream dice)
    {
        State.Apply(action);
        Moves = RandomStream.Derive(Moves, (ulong)action + 1);
        Continue(action, dice);
    }

    /// <summary>Plays a continuous action, and the dice that follow.</summary>
    public void Play(ReadOnlySpan<float> vector, RandomStream dice)
    {
        int action = _spec.ActionBox!.Nearest(vector);
        VectorPlay.Apply(State, action, vector);
        foreach (float number in vector)
        {
            Moves = RandomStream.Derive(Moves, BitConverter.SingleToUInt32Bits(number) + 1UL);
        }

        Continue(action, dice);
    }

    /// <summary>A hash of the position; 0 if no player is to move.</summary>
    public ulong PositionKey() => PositionHash.Of(_spec, State);

    private void Continue(int action, RandomStream dice)
    {
        _actions.Add(action);
        Seats.AddRewards(State, Returns);
        Resolve(dice);
    }

    private void Resolve(RandomStream dice)
    {
        if (State.ToPlay != Player.Chance)
        {
            return;
        }

        _outcomes.Clear();
        _chance.Resolve(State, dice, Returns, _outcomes);
        foreach (int outcome in _outcomes)
        {
            Moves = RandomStream.Derive(Moves, ~(ulong)outcome);
        }
    }
}
