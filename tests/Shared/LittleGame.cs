using MuZero.Games;

namespace MuZero.Tests.Shared;

/// <summary>The position after a move or an outcome.</summary>
/// <param name="ToPlay">0, <see cref="Player.Chance"/> or <see cref="Player.Terminal"/>.</param>
/// <param name="Reward">For the action that led there.</param>
/// <param name="Transition">Derived from <paramref name="ToPlay"/> if null.</param>
internal readonly record struct Turn(int ToPlay, float Reward = 0.0f, Transition? Transition = null)
{
    public static Turn Over(float reward = 0.0f) => new(Player.Terminal, reward);

    public static Turn Cut(float reward) => new(Player.Terminal, reward, Games.Transition.Truncated);
}

/// <summary>A game of one player, given by a function of its seed and of all actions and outcomes so far. It shows their number and the
/// last one.</summary>
/// <param name="id">The game's id.</param>
/// <param name="rule">The position after a history.</param>
internal sealed class LittleGame(string id, Func<ulong, IReadOnlyList<int>, Turn> rule) : IGame
{
    /// <summary>Actions of a player who can move; none makes a game without a legal move.</summary>
    public Func<IReadOnlyList<int>, int> Legal { get; init; } = _ => 2;

    public GameSpec Spec { get; init; } = new()
    {
        Id = id,
        Players = 1,
        Actions = 2,
        Observation = ObservationShape.Vector(2),
        MinReturn = -1,
        MaxReturn = 1,
        Rewards = RewardTiming.Stepwise,
        Turns = TurnModel.Single,
        MaxLength = 10,
    };

    /// <summary>The same with a coin.</summary>
    public LittleGame WithCoin() => new(id, rule) { Spec = Spec with { ChanceOutcomes = 2 }, Legal = Legal };

    public IGameState NewGame(ulong seed) => new State(this, rule, seed, []);

    private sealed class State : IGameState, IChance
    {
        private readonly LittleGame _game;
        private readonly Func<ulong, IReadOnlyList<int>, Turn> _rule;
        private readonly ulong _seed;
        private readonly List<int> _history;
        private Turn _turn;

        public State(LittleGame game, Func<ulong, IReadOnlyList<int>, Turn> rule, ulong seed, List<int> history)
        {
            (_game, _rule, _seed, _history) = (game, rule, seed, history);
            _turn = rule(seed, history);
        }

        public int ToPlay => _turn.ToPlay;

        public int LegalActions(Span<int> actions)
        {
            int count = ToPlay == 0 ? _game.Legal(_history) : 0;
            for (int action = 0; action < count; action++)
            {
                actions[action] = action;
            }

            return count;
        }

        public Transition Apply(int action)
        {
            int count = ToPlay == Player.Chance ? _game.Spec.ChanceOutcomes : ToPlay == 0 ? _game.Legal(_history) : 0;
            if (action < 0 || action >= count)
            {
                throw IllegalActionException.For(this, action, _game.Spec.Actions);
            }

            _turn = _rule(_seed, [.. _history, action]);
            _history.Add(action);
            return _turn.Transition ?? (ToPlay == Player.Terminal ? Transition.Terminated : Transition.Continues);
        }

        public void ChanceProbabilities(Span<float> probabilities) => probabilities.Fill(1.0f / probabilities.Length);

        public void Rewards(Span<float> rewards) => rewards[0] = _history.Count > 0 ? _turn.Reward : 0.0f;

        public void Observe(int player, Span<float> observation)
            => (observation[0], observation[1]) = (_history.Count / 16.0f, _history.Count > 0 ? _history[^1] : -1.0f);

        public IGameState Clone() => new State(_game, _rule, _seed, [.. _history]);

        public string Render() => string.Join(' ', _history);
    }
}

/// <summary>Games that training cannot handle, or will handle otherwise than their author meant.</summary>
internal static class OddGames
{
    /// <summary>Action 1 pays 5 and then takes 4; action 0 pays 0.3. Whole episodes return at most 1.</summary>
    public static LittleGame Loan { get; } = new("loan", (_, h) => h switch
    {
        [] => new(0),
        [0] => Turn.Over(0.3f),
        [1] => new(0, 5.0f),
        _ => Turn.Over(-4.0f),
    });

    /// <summary>Pays twice and takes it back in two parts: every reward is small, and so is the whole, but not the last half.</summary>
    public static LittleGame Instalments { get; } = new("instalments", (_, h) => h.Count switch
    {
        0 => new(0),
        1 or 2 => new(0, 0.9f),
        3 => new(0, -0.9f),
        _ => Turn.Over(-0.9f),
    });

    /// <summary>The time limit pays the outcome.</summary>
    public static LittleGame PaidAtTheLimit { get; } = new("paid",
        (_, h) => h.Count < 5 ? new(0) : Turn.Cut(h.Count(action => action == 1) / 5.0f));

    /// <summary>Action 0 ends it with -1, the other one never ends.</summary>
    public static LittleGame Avoidable { get; } = new("avoidable", (_, h) => h.Count > 0 && h[^1] == 0 ? Turn.Over(-1.0f) : new(0));

    /// <summary>Never ends.</summary>
    public static LittleGame Endless { get; } = new("endless", (_, _) => new(0));

    /// <summary>A coin decides whether there is a game at all.</summary>
    public static LittleGame CoinFirst { get; } = new LittleGame("coin", (_, h) => h switch
    {
        [] => new(Player.Chance),
        [0] => Turn.Over(),
        [1] => new(0),
        _ => Turn.Over(h[^1]),
    }).WithCoin();

    /// <summary>A coin ends every game before it begins.</summary>
    public static LittleGame NeverBegins { get; } = new LittleGame("stillborn", (_, h) => h.Count == 0 ? new(Player.Chance) : Turn.Over())
        .WithCoin();

    /// <summary>Chance pays before the first decision.</summary>
    public static LittleGame PaidFirst { get; } = new LittleGame("gift", (_, h) => h.Count switch
    {
        0 => new(Player.Chance),
        1 => new(0, 1.0f),
        _ => Turn.Over(),
    }).WithCoin();

    /// <summary>One coin after another.</summary>
    public static LittleGame EndlessChance { get; } = new LittleGame("coins", (_, h) => new(h.Count == 0 ? 0 : Player.Chance)).WithCoin();

    /// <summary>The seed hides a bit that the second move reveals.</summary>
    public static LittleGame HiddenBit { get; } = new("hidden",
        (seed, h) => h.Count < 2 ? new(0) : Turn.Over((ulong)h[1] == seed % 2 ? 1.0f : 0.0f));

    /// <summary>After two moves nothing may be played, and it is not over.</summary>
    public static LittleGame Stuck { get; } = new("stuck",
        (_, h) => h.Count < 4 ? new(0) : Turn.Over())
    { Legal = h => h.Count == 2 ? 0 : 2 };

    /// <summary>The third move throws.</summary>
    public static LittleGame Throws { get; } = new("throws",
        (_, h) => h.Count < 3 ? new(0) : throw new FormatException("no third move\nat all"));

    /// <summary>A chance node without outcomes.</summary>
    public static LittleGame NoDice { get; } = new("nodice", (_, h) => h.Count == 0 ? new(0) : new(Player.Chance));
}
