using MuZero.Numerics;

namespace MuZero.Games.Conformance;

/// <summary>The current position of a random game, for the laws to check.</summary>
/// <param name="game">The game.</param>
/// <param name="seed">Of the game.</param>
/// <param name="random">Chance for the walk and the laws.</param>
/// <param name="isQuick">True if only the last two states are kept, without texts and hashes, and one position in
/// <see cref="ObservedEvery"/> is observed, as laws that are not costly need them.</param>
internal sealed class Position(IGame game, ulong seed, RandomStream random, bool isQuick)
{
    private const int Attempts = 8;
    private const int ObservedEvery = 8;

    private readonly ChancePlay _chance = new(game.Spec);
    private readonly List<Snapshot> _snapshots = [];
    private readonly List<int> _actions = [];
    private readonly int[] _legal = new int[game.Spec.Actions];
    private IGameState? _probe;
    private int? _applying;

    public IGame Game { get; } = game;

    public GameSpec Spec { get; } = game.Spec;

    public ulong Seed { get; } = seed;

    public bool IsQuick { get; } = isQuick;

    /// <summary>Chance for the walk and the laws.</summary>
    public RandomStream Random { get; } = random;

    public IGameState State { get; } = game.NewGame(seed);

    public IReadOnlyList<int> Actions => _actions;

    /// <summary>The state before each action, and last the present one: one more than <see cref="Actions"/>; in a quick game the last two
    /// only.</summary>
    public IReadOnlyList<Snapshot> Snapshots => _snapshots;

    public Snapshot Now => _snapshots[^1];

    public Snapshot Before => _snapshots[^2];

    public bool IsFirst => _actions.Count == 0;

    /// <summary>True if nothing follows: the episode has ended, or reached the length at which the engine cuts it.</summary>
    public bool IsOver => IsTerminal || (Now.ToPlay >= 0 && Decisions >= Spec.MaxLength);

    public bool IsTerminal => Now.ToPlay == Player.Terminal;

    /// <summary>Actions of players so far, without chance outcomes.</summary>
    public int Decisions { get; private set; }

    /// <summary>Chance outcomes since the last decision.</summary>
    public int ChanceInARow { get; private set; }

    /// <summary>The player who took the last decision, or <see cref="Player.Terminal"/> before the first.</summary>
    public int LastMover { get; private set; } = Player.Terminal;

    /// <summary>The result of the last Apply.</summary>
    public Transition Transition { get; private set; } = Transition.Continues;

    /// <summary>Reads the present state; once at the start and after each <see cref="Play"/>.</summary>
    public void Look()
    {
        if (!IsQuick || _snapshots.Count < 2)
        {
            _snapshots.Add(new Snapshot(Spec));
        }
        else
        {
            _snapshots.Reverse();
        }

        Now.Read(State, _legal, observes: !IsQuick || Random.Next(ObservedEvery) == 0, hasText: !IsQuick);
    }

    public void Play(int action)
    {
        int mover = Now.ToPlay;
        _applying = action;
        Transition = State.Apply(action);
        _applying = null;
        _actions.Add(action);
        ChanceInARow = mover >= 0 ? 0 : ChanceInARow + 1;
        if (mover >= 0)
        {
            LastMover = mover;
            Decisions++;
        }
    }

    /// <summary>A random legal action, at a chance node a random outcome; null if there is none.</summary>
    public int? Draw() => Draw(State, Now.ToPlay, Now.Legal, _chance, Random);

    public static int? Draw(IGameState state, int toPlay, ReadOnlySpan<int> legal, ChancePlay chance, RandomStream random)
    {
        if (toPlay == Player.Chance && state is IChance && chance.HasOutcomes)
        {
            return chance.Draw(state, random);
        }

        return toPlay < 0 || legal.IsEmpty ? null : legal[random.Next(legal.Length)];
    }

    /// <summary>A random legal action that does not end the episode, if a few tries find one; as <see cref="Draw()"/> else.</summary>
    public int? DrawLasting()
    {
        int? action = Draw();
        for (int attempt = 0; attempt < Attempts && Now.ToPlay >= 0 && action is not null && Ends(action.Value); attempt++)
        {
            action = Draw();
        }

        return action;
    }

    /// <summary>The same seed and the first <paramref name="count"/> actions, played again.</summary>
    public IGameState Replay(int count)
    {
        IGameState state = Game.NewGame(Seed);
        foreach (int action in _actions.Take(count))
        {
            state.Apply(action);
        }

        return state;
    }

    private bool Ends(int action) => StateCopy.Into(State, ref _probe).Apply(action) != Transition.Continues;

    /// <summary>The seed and actions that lead here, for a message.</summary>
    public override string ToString() => $"seed {Seed}, {(IsFirst ? "first position" : $"after actions {string.Join(' ', _actions)}")}"
        + (_applying is { } action ? $", applying {action}" : "");
}
