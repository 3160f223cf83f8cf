using MuZero.Evaluation;
using MuZero.Numerics;
using MuZero.Search;

namespace MuZero.Cli.Play;

/// <summary>One of the agent's candidate moves, as its planner rates it.</summary>
/// <param name="Action">The move.</param>
/// <param name="Visits">N.</param>
/// <param name="Q">Q, seen by the player to move.</param>
/// <param name="Prior">P.</param>
/// <param name="Vector">The move of a game with continuous actions, of which <paramref name="Action"/> is the sample's number; empty in
/// other games.</param>
internal readonly record struct Candidate(int Action, int Visits, float Q, float Prior, float[] Vector);

/// <summary>The agent that plays against a person; its number of simulations can change between moves.</summary>
/// <param name="thinker">Searches; it is disposed with this agent.</param>
/// <param name="simulations">Simulations per move at the beginning; 0 takes the run's.</param>
/// <param name="clock">The agent's clock; null if it has none.</param>
/// <param name="seed">Draws the moves of weak levels.</param>
internal sealed class PlayAgent(Thinker thinker, int simulations, PlayClock? clock, ulong seed) : IDisposable
{
    private readonly RandomStream _random = new(seed);
    private int? _simulations = simulations > 0 ? simulations : null; // null: the run's, or as many as the clock allows
    private PlayLevel _level = PlayLevel.Of(PlayLevel.Strongest);

    /// <summary>Simulations per move without a clock; with one at most.</summary>
    public int Simulations
    {
        get => _simulations ?? thinker.SimulationsOfRun;
        set => _simulations = value;
    }

    /// <summary>The strength in words: "runs 50 simulations per move".</summary>
    public string Effort => clock is null ? $"runs {Quantity.Of(Simulations, "simulation")} per move" : $"takes {clock}";

    /// <summary>Takes over the simulations and the manner of a level.</summary>
    public void Play(PlayLevel level)
    {
        _simulations = level.Simulations(thinker.SimulationsOfRun);
        _level = level;
    }

    /// <summary>Sets the clock to its beginning, for a new game.</summary>
    public void Restart() => clock?.Restart();

    public void Dispose() => thinker.Dispose();

    /// <summary>The agent's move at its level, and the value of the position for the player to move.</summary>
    public (int Action, float Value) Choose(IGameState state)
    {
        SearchClock limit = new(_simulations ?? (clock is null ? Simulations : thinker.MostSimulations), clock?.Next());
        Thought thought = thinker.Think(state, limit);
        clock?.Spend(limit.Elapsed);
        return (_level.Choose(thinker.Decisions, 0, thinker.Game.Spec, _random), thought.Value);
    }

    /// <summary>The agent's best move, at the strength of its run or above, and the value of the position for the player to move.</summary>
    public (int Action, float Value) Best(IGameState state)
    {
        Thought thought = Advise(state);
        return (thought.Action, thought.Value);
    }

    /// <summary>The continuous action behind a move of the last search; empty in other games.</summary>
    public float[] Vector(int action) => thinker.Decisions.Vector(0, action).ToArray();

    /// <summary>The legal moves, of continuous actions the sampled ones, the most visited first, at the strength of the run or
    /// above.</summary>
    public IReadOnlyList<Candidate> Candidates(IGameState state, ReadOnlySpan<int> legal)
    {
        _ = Advise(state);
        Decisions decisions = thinker.Decisions;
        List<Candidate> candidates = [];
        int[] moves = decisions.Dimensions > 0 ? [.. Enumerable.Range(0, decisions.Visits(0).Length)] : legal.ToArray();
        foreach (int action in moves)
        {
            candidates.Add(new Candidate(
                action, decisions.Visits(0)[action], decisions.Q(0)[action], decisions.Prior(0)[action], Vector(action)));
        }

        return [.. candidates.OrderByDescending(candidate => candidate.Visits).ThenByDescending(candidate => candidate.Prior)];
    }

    private Thought Advise(IGameState state)
        => thinker.Think(state, new SearchClock(Math.Max(Simulations, thinker.SimulationsOfRun)));
}
