using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Evaluation;

public class MinimaxPlayerTests
{
    private readonly Noughts _game = new();

    [Fact]
    public void Choose_WholeDepth_KeepsTheValueInEveryReachablePosition()
    {
        MinimaxPlayer player = new(_game, depth: 9);
        List<IGameState> states = [];
        Collect(Noughts.After(), [], states);
        int[] actions = new int[states.Count];

        player.Choose(states.ToArray(), [.. states.Select((_, i) => new RandomStream((ulong)i))], actions);

        Assert.Equal(4520, states.Count);
        Assert.Empty(Enumerable.Range(0, states.Count)
            .Where(i => ValueOf(states[i], actions[i]) != _game.Solve(states[i]))
            .Select(i => states[i].Render()));
    }

    [Fact]
    public void Choose_SeveralWins_TakesTheQuickest()
    {
        // 2 wins at once; 4 would make two threats and win two moves later.
        Assert.Equal([2], Choices(Noughts.After(0, 3, 1, 7), depth: 5));
    }

    [Fact]
    public void Choose_Lost_LosesLatest()
    {
        // A block at 8 loses to two threats two moves later, everything else at once.
        Assert.Equal([8], Choices(Noughts.After(0, 1, 4), depth: 5));
    }

    [Fact]
    public void Choose_EqualMoves_AreAllDrawn() => Assert.Equal(Enumerable.Range(0, 9), Choices(Noughts.After(), depth: 1));

    [Fact]
    public void Choose_Dice_AveragesTheOutcomes()
    {
        // 0 pays 0.4; 1 throws a coin for 1 or 0.
        LittleGame game = new LittleGame("coin", (_, history) => history.Count switch
        {
            0 => new Turn(0),
            1 when history[0] == 0 => Turn.Over(0.4f),
            1 => new Turn(Player.Chance),
            _ => Turn.Over(history[1]),
        }).WithCoin();
        int[] actions = new int[1];

        new MinimaxPlayer(game, depth: 2).Choose([game.NewGame(0)], [], actions);

        Assert.Equal(1, actions[0]);
    }

    [Fact]
    public void Choose_ExtraTurn_KeepsTheSign()
    {
        // Three stones: keeping the turn twice takes the last one.
        ExtraTurns game = new(3);

        int[] actions = new int[1];

        new MinimaxPlayer(game, depth: 3).Choose([game.NewGame(0)], [], actions);

        Assert.Equal(1, actions[0]);
    }

    [Fact]
    public void Choose_Heuristic_DecidesAtTheHorizon()
    {
        int[] actions = new int[1];

        new MinimaxPlayer(new Counting(), depth: 1).Choose([Noughts.After()], [], actions);

        Assert.Equal(4, actions[0]);
    }

    private int[] Choices(IGameState state, int depth)
    {
        int[] actions = new int[300];
        new MinimaxPlayer(_game, depth).Choose(
            [.. Enumerable.Repeat(state, 300)], [.. Enumerable.Range(0, 300).Select(seed => new RandomStream((ulong)seed))], actions);
        return [.. actions.Distinct().Order()];
    }

    private float ValueOf(IGameState state, int action)
    {
        IGameState next = state.Clone();
        next.Apply(action);
        float[] rewards = new float[2];
        next.Rewards(rewards);
        return next.ToPlay == Player.Terminal ? rewards[state.ToPlay] : -_game.Solve(next);
    }

    private static void Collect(IGameState state, HashSet<ulong> known, List<IGameState> states)
    {
        if (state.ToPlay < 0 || !known.Add(((IHashable)state).Hash))
        {
            return;
        }

        states.Add(state);
        int[] legal = new int[9];
        foreach (int action in legal[..state.LegalActions(legal)])
        {
            IGameState next = state.Clone();
            next.Apply(action);
            Collect(next, known, states);
        }
    }

    // Positions in which the middle is taken are bad for the player to move.
    private sealed class Counting : IGame, IHeuristic
    {
        public GameSpec Spec { get; } = new Noughts().Spec;

        public IGameState NewGame(ulong seed) => Noughts.After();

        public float Estimate(IGameState state)
        {
            int[] legal = new int[9];
            return legal.AsSpan(0, state.LegalActions(legal)).Contains(4) ? 0.0f : -0.5f;
        }
    }
}
