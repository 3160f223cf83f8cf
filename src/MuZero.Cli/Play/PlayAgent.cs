using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Search;
using MuZero.Search.Rules;

namespace MuZero.Cli.Play;

/// <summary>One of the agent's candidate moves, as its search sees it.</summary>
/// <param name="Action">The move.</param>
/// <param name="Visits">N.</param>
/// <param name="Q">Q, seen by the player to move.</param>
/// <param name="Prior">P.</param>
internal readonly record struct Candidate(int Action, int Visits, float Q, float Prior);

/// <summary>The agent in a game with a person; its simulations can change between moves.</summary>
/// <param name="create">Makes a player with so many simulations; 0 takes the run's.</param>
/// <param name="simulations">How many to begin with.</param>
internal sealed class PlayAgent(Func<int, AgentPlayer> create, int simulations)
{
    // A player holds a network and a tree, so each is made once.
    private readonly Dictionary<int, AgentPlayer> _players = [];
    private int _simulations = simulations;

    /// <summary>Simulations per move.</summary>
    public int Simulations
    {
        get => Player.Search.Simulations;
        set => _simulations = value;
    }

    private AgentPlayer Player => _players.TryGetValue(_simulations, out AgentPlayer? known) ? known : _players[_simulations] = create(_simulations);

    /// <summary>The most visited move, and the value of the position for the player to move.</summary>
    public (int Action, float Value) Choose(IGameState state)
    {
        BatchedSearch search = Search(state);
        return (VisitPolicy.Best(search.Visits(0)), search.Value(0));
    }

    /// <summary>The legal moves, the most visited first.</summary>
    public IReadOnlyList<Candidate> Candidates(IGameState state, ReadOnlySpan<int> legal)
    {
        BatchedSearch search = Search(state);
        List<Candidate> candidates = [];
        foreach (int action in legal)
        {
            candidates.Add(new Candidate(action, search.Visits(0)[action], search.Q(0)[action], search.Prior(0)[action]));
        }

        return [.. candidates.OrderByDescending(candidate => candidate.Visits).ThenByDescending(candidate => candidate.Prior)];
    }

    private BatchedSearch Search(IGameState state)
    {
        Player.Search.Run([state], []);
        return Player.Search;
    }
}
