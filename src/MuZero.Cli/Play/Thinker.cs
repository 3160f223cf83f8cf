using MuZero.Agents;
using MuZero.Evaluation;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Search;
using MuZero.Search.Positions;

namespace MuZero.Cli.Play;

/// <summary>The result of a search.</summary>
/// <param name="Action">The action that the agent plays.</param>
/// <param name="Value">The position's value for the player to move.</param>
/// <param name="Simulations">Simulations of the search, without those of a tree that was kept.</param>
internal readonly record struct Thought(int Action, float Value, int Simulations);

/// <summary>An agent that thinks about one position at a time, until a clock ends it. Used by one thread at a time.</summary>
internal sealed class Thinker : IDisposable
{
    private const int UsualMebibytes = 256;  // of a tree that only a clock ends
    private const int MostNodes = 200_000;
    private const int LongestLine = 16;

    private readonly IBackend _backend;
    private readonly int[] _line = new int[LongestLine];
    private readonly RandomStream _random;
    private SavedAgent _saved;
    private AgentParts _parts;
    private INetwork _network;
    private IPlanner? _planner;

    /// <summary>An agent with a network of its own.</summary>
    /// <param name="saved">The agent.</param>
    /// <param name="backend">Builds the network.</param>
    /// <param name="simulations">Simulations of a move that has no other limit; 0 takes those of the run's evaluations.</param>
    /// <param name="seed">Draws the moves of weak levels.</param>
    public Thinker(SavedAgent saved, IBackend backend, int simulations, ulong seed)
    {
        (_saved, _backend, _random) = (saved, backend, new RandomStream(seed));
        _parts = AgentParts.Of(saved.Game, saved.Options);
        _network = CreateNetwork(_parts);
        Decisions = new Decisions(1, saved.Game.Spec);
        Simulations = Math.Min(simulations > 0 ? simulations : saved.Simulations, MostSimulations);
    }

    public IGame Game => _parts.Game;

    /// <summary>The options of the agent's search.</summary>
    public PositionOptions Position => _parts.Options.Position;

    /// <summary>True if the search may have several threads and a cache.</summary>
    public bool HasThreads => _parts.Family.PlansWithRules && _parts.Options.Search.Variant == SearchVariant.Puct;

    /// <summary>The answers of the last search, as entry 0.</summary>
    public Decisions Decisions { get; }

    /// <summary>Simulations of a move that has no other limit.</summary>
    public int Simulations { get; set; }

    /// <summary>Simulations of the run's own evaluations.</summary>
    public int SimulationsOfRun => _saved.Simulations;

    /// <summary>The strength, 1 to <see cref="PlayLevel.Strongest"/>.</summary>
    public int Level { get; set; } = PlayLevel.Strongest;

    /// <summary>Simulations at most of a search that only a clock ends: as many as memory holds.</summary>
    public int MostSimulations
    {
        get
        {
            return Position.TreeMebibytes > 0
                ? PositionSearch.SimulationsIn(Game.Spec, Position.TreeMebibytes)
                : Math.Min(MostNodes, PositionSearch.SimulationsIn(Game.Spec, UsualMebibytes));
        }
    }

    /// <summary>Changes options of the search from the next one on.</summary>
    /// <exception cref="UserException">An option is wrong or does not fit the agent, which stays as it is.</exception>
    public void Change(IEnumerable<OptionEntry> settings)
    {
        SavedAgent changed = _saved.With(settings);
        AgentParts parts = AgentParts.Of(changed.Game, changed.Options);
        INetwork network = CreateNetwork(parts);
        _network.Dispose();
        (_saved, _parts, _network, _planner) = (changed, parts, network, null);
    }

    /// <summary>Searches a position in which a player is to move.</summary>
    public Thought Think(IGameState state, SearchClock clock)
    {
        PlayLevel level = PlayLevel.Of(Level);

        // A weak level does not use all its time.
        int most = Level == PlayLevel.Strongest ? clock.Simulations : level.Simulations(Simulations);
        IPlanner planner = Planner(Math.Min(clock.Simulations, most));
        planner.LimitBy(clock.AtMost(most));
        planner.Plan([state], [], Decisions);
        return new Thought(level.Choose(Decisions, 0, Game.Spec, _random), Decisions.Value(0), planner.Finished(0));
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

    private INetwork CreateNetwork(AgentParts parts)
    {
        INetwork network = parts.CreatePlayNetwork(_backend);
        try
        {
            network.Load(_saved.Weights);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    // A planner's memory is that of its largest tree, so it is made again only for larger ones; Gumbel's search plans by its number of
    // simulations.
    private IPlanner Planner(int simulations)
    {
        int planned = _planner?.Simulations ?? 0;
        bool fits = _planner is not null
            && (planned == 0 || planned == simulations
                || (planned > simulations && _parts.Options.Search.Variant == SearchVariant.Puct));
        if (!fits)
        {
            // A tree that only a clock ends has no room for a kept one besides.
            int mebibytes = Position.TreeMebibytes == 0 && simulations >= MostSimulations ? UsualMebibytes : Position.TreeMebibytes;
            RunOptions options = _parts.Options with
            {
                Search = _parts.Options.Search with { Simulations = simulations },
                Position = Position with { TreeMebibytes = mebibytes },
            };
            _planner = null;
            _planner = (_parts with { Options = options }).CreatePlayPlanner(_network, positions: 1);
        }

        return _planner!;
    }
}
