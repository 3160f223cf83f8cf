using MuZero.Evaluation;
using MuZero.Search;

namespace MuZero.Cli.Play;

/// <summary>One of the agent's candidate moves, as its planner rates it.</summary>
/// <param name="Action">The move.</param>
/// <param name="Visits">N.</param>
/// <param name="Q">Q, seen by the player to move.</param>
/// <param name="Prior">P.</param>
internal readonly record struct Candidate(int Action, int Visits, float Q, float Prior);

/// <summary>The agent that plays against a person; its number of simulations can change between moves.</summary>
/// <param name="create">Makes a player with a number of simulations; 0 takes the run's.</param>
/// <param name="simulations">The number at the beginning.</param>
internal sealed class PlayAgent(Func<int, AgentPlayer> create, int simulations) : IDisposable
{
    // A player holds a network and a tree, so each is made once.
    private readonly Dictionary<int, AgentPlayer> _players = [];
    private int _simulations = simulations;

    /// <summary>Simulations per move.</summary>
    public int Simulations
    {
        get => Player.Simulations;
        set => _simulations = value;
    }

    private AgentPlayer Player => _players.TryGetValue(_simulations, out AgentPlayer? known) ? known : _players[_simulations] = create(_simulations);

    public void Dispose()
    {
        foreach (AgentPlayer player in _players.Values)
        {
            player.Dispose();
        }
    }

    /// <summary>The agent's move, and the value of the position for the player to move.</summary>
    public (int Action, float Value) Choose(IGameState state)
    {
        Decisions decisions = Player.Consider(state);
        return (decisions.Action(0), decisions.Value(0));
    }

    /// <summary>The legal moves, the most visited first.</summary>
    public IReadOnlyList<Candidate> Candidates(IGameState state, ReadOnlySpan<int> legal)
    {
        Decisions decisions = Player.Consider(state);
        List<Candidate> candidates = [];
        foreach (int action in legal)
        {
            candidates.Add(new Candidate(action, decisions.Visits(0)[action], decisions.Q(0)[action], decisions.Prior(0)[action]));
        }

        return [.. candidates.OrderByDescending(candidate => candidate.Visits).ThenByDescending(candidate => candidate.Prior)];
    }
}
