using MuZero.Agents;
using MuZero.Evaluation;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Search;

namespace MuZero.Cli.Protocols;

/// <summary>The result of a search.</summary>
/// <param name="Action">The action that the agent plays.</param>
/// <param name="Value">The position's value for the player to move.</param>
/// <param name="Simulations">Simulations that were run.</param>
internal readonly record struct Thought(int Action, float Value, int Simulations);

/// <summary>An agent that thinks about one position at a time, until a clock ends it. Used by one thread at a time.</summary>
internal sealed class Thinker : IDisposable
{
    private const long MostBytes = 1L << 28; // of a tree
    private const long NodeBytes = 272;      // without its row of priors
    private const long MostNodes = 200_000;
    private const int LongestLine = 16;

    private readonly AgentParts _parts;
    private readonly INetwork _network;
    private readonly Decisions _decisions;
    private readonly int[] _line = new int[LongestLine];
    private readonly RandomStream _random = new((ulong)Random.Shared.NextInt64()); // of weak levels
    private IPlanner? _planner;

    /// <summary>An agent with a network of its own.</summary>
    /// <param name="saved">The agent.</param>
    /// <param name="backend">Builds the network.</param>
    /// <param name="simulations">Simulations of a move that has no other limit; 0 takes those of the run's evaluations.</param>
    public Thinker(SavedAgent saved, IBackend backend, int simulations)
    {
        _parts = AgentParts.Of(saved.Game, saved.Options);
        _network = _parts.CreateNetwork(backend);
        _network.Load(saved.Weights);
        _decisions = new Decisions(1, saved.Game.Spec);
        MostSimulations = (int)Math.Min(MostNodes, MostBytes / (NodeBytes + (sizeof(float) * (long)saved.Game.Spec.Actions)));
        Simulations = Math.Min(simulations > 0 ? simulations : saved.Simulations, MostSimulations);
    }

    public IGame Game => _parts.Game;

    /// <summary>Simulations of a move that has no other limit.</summary>
    public int Simulations { get; set; }

    /// <summary>The strength, 1 to <see cref="PlayLevel.Strongest"/>.</summary>
    public int Level { get; set; } = PlayLevel.Strongest;

    /// <summary>Simulations at most: as many as memory holds.</summary>
    public int MostSimulations { get; }

    /// <summary>Searches a position in which a player is to move.</summary>
    public Thought Think(IGameState state, SearchClock clock)
    {
        PlayLevel level = PlayLevel.Of(Level);

        // A weak level does not use all its time.
        int most = Level == PlayLevel.Strongest ? MostSimulations : level.Simulations(Simulations);
        IPlanner planner = Planner(Math.Min(clock.Simulations, most));
        planner.LimitBy(clock.AtMost(most));
        planner.Plan([state], [], _decisions);
        int simulations = 0;
        foreach (int visits in _decisions.Visits(0))
        {
            simulations += visits;
        }

        return new Thought(level.Choose(_decisions, 0, Game.Spec, _random), _decisions.Value(0), simulations);
    }

    /// <summary>The texts of the line that the search expects, as far as the rules follow it; also while it runs, on its thread.</summary>
    public List<string> Line(IGameState start)
    {
        int count = _planner?.PrincipalVariation(0, _line) ?? 0;
        IGameState state = start.Clone();
        int[] legal = new int[Game.Spec.Actions];
        List<string> texts = [];
        foreach (int action in _line.AsSpan(0, count))
        {
            if (state.ToPlay < 0 || !legal.AsSpan(0, state.LegalActions(legal)).Contains(action))
            {
                break;
            }

            texts.Add(MoveText.Of(state, action));
            _ = state.Apply(action);
        }

        return texts;
    }

    public void Dispose() => _network.Dispose();

    // A planner's memory is that of its largest tree, so it is made again only for larger ones.
    private IPlanner Planner(int simulations)
    {
        if (_planner is null || (_planner.Simulations > 0 && _planner.Simulations < simulations))
        {
            RunOptions options = _parts.Options with { Search = _parts.Options.Search with { Simulations = simulations } };
            _planner = null;
            _planner = _parts.Family.CreatePlanner(_parts with { Options = options }, _network, positions: 1);
        }

        return _planner;
    }
}
