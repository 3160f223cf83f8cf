using MuZero.Evaluation;
using MuZero.Numerics;
using MuZero.Search;

namespace MuZero.Cli.Play;

/// <summary>One of the agent's candidate moves, as its planner rates it.</summary>
/// <param name="Action">The move.</param>
/// <param name="Visits">N.</param>
/// <param name="Q">Q, seen by the player to move.</param>
/// <param name="Prior">P.</param>
internal readonly record struct Candidate(int Action, int Visits, float Q, float Prior);

/// <summary>The agent that plays against a person; its number of simulations can change between moves.</summary>
/// <param name="spec">The game.</param>
/// <param name="create">Makes a player with a number of simulations; 0 takes the run's.</param>
/// <param name="simulations">The number at the beginning.</param>
/// <param name="seed">Draws the moves of weak levels.</param>
internal sealed class PlayAgent(GameSpec spec, Func<int, AgentPlayer> create, int simulations, ulong seed) : IDisposable
{
    private const int OfRun = 0;

    // A player holds a network and a tree, so each is made once.
    private readonly Dictionary<int, AgentPlayer> _players = [];
    private readonly RandomStream _random = new(seed);
    private int _simulations = simulations;
    private PlayLevel _level = PlayLevel.Of(PlayLevel.Strongest);

    /// <summary>Simulations per move.</summary>
    public int Simulations
    {
        get => Player(_simulations).Simulations;
        set => _simulations = value;
    }

    /// <summary>Takes over the simulations and the manner of a level.</summary>
    public void Play(PlayLevel level)
    {
        _simulations = level.Simulations(Player(OfRun).Simulations);
        _level = level;
    }

    public void Dispose()
    {
        foreach (AgentPlayer player in _players.Values)
        {
            player.Dispose();
        }
    }

    /// <summary>The agent's move at its level, and the value of the position for the player to move.</summary>
    public (int Action, float Value) Choose(IGameState state)
    {
        Decisions decisions = Player(_simulations).Consider(state);
        return (_level.Choose(decisions, 0, spec, _random), decisions.Value(0));
    }

    /// <summary>The agent's best move, at the strength of its run or above, and the value of the position for the player to move.</summary>
    public (int Action, float Value) Best(IGameState state)
    {
        Decisions decisions = Adviser().Consider(state);
        return (decisions.Action(0), decisions.Value(0));
    }

    /// <summary>The legal moves, the most visited first, at the strength of the run or above.</summary>
    public IReadOnlyList<Candidate> Candidates(IGameState state, ReadOnlySpan<int> legal)
    {
        Decisions decisions = Adviser().Consider(state);
        List<Candidate> candidates = [];
        foreach (int action in legal)
        {
            candidates.Add(new Candidate(action, decisions.Visits(0)[action], decisions.Q(0)[action], decisions.Prior(0)[action]));
        }

        return [.. candidates.OrderByDescending(candidate => candidate.Visits).ThenByDescending(candidate => candidate.Prior)];
    }

    private AgentPlayer Player(int simulations)
        => _players.TryGetValue(simulations, out AgentPlayer? known) ? known : _players[simulations] = create(simulations);

    private AgentPlayer Adviser() => Player(_simulations).Simulations > Player(OfRun).Simulations ? Player(_simulations) : Player(OfRun);
}
