using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Options;
using MuZero.Search;
using MuZero.Search.Positions;
using MuZero.SelfPlay;

namespace MuZero.Agents;

/// <summary>One agent: game, options, algorithm and the shape of its network. Learner, network, planner and actors are built from
/// it.</summary>
/// <param name="Game">The game.</param>
/// <param name="Options">All that decides the run.</param>
/// <param name="Family">The algorithm.</param>
/// <param name="Shape">The network's shape.</param>
public sealed record AgentParts(IGame Game, RunOptions Options, IAgentFamily Family, NetworkShape Shape)
{
    private const ulong ReanalysersSeed = 0x4EA7_0000_0000_0000UL; // apart from the actors' streams

    /// <summary>The parts of an agent for a game under options.</summary>
    /// <exception cref="Errors.UserException">The options do not fit each other or the game.</exception>
    public static AgentParts Of(IGame game, RunOptions options)
    {
        IAgentFamily family = AgentFamilies.Named(options.Algorithm);
        family.Validate(game.Spec, options);
        PositionFit.Require(game, options, family);
        EconomyFit.Require(game.Spec, options);
        return new AgentParts(game, options, family, family.CreateShape(game, options));
    }

    /// <summary>The search's constants, resolved for the game.</summary>
    public SearchOptions Search => Options.Search.For(Game.Spec, reanalyses: Options.Reanalyse.Ratio > 0.0);

    /// <summary>The plan of the learner.</summary>
    public LearningPlan Plan => new(Shape, NetworkLayout.Of(Shape), Family.CreateLosses(Game.Spec, Options), Options.Training);

    /// <summary>The game's actions, as the network receives them.</summary>
    public ActionTable Actions => field ??= ActionTable.Of(Game, Shape);

    /// <summary>A learner with fresh weights.</summary>
    public ILearner CreateLearner(IBackend backend) => backend.CreateLearner(Plan, Actions, Options.Seed);

    /// <summary>A network without weights yet.</summary>
    public INetwork CreateNetwork(IBackend backend) => backend.CreateNetwork(Shape, Actions);

    /// <summary>A network without weights yet, for a planner of <see cref="CreatePlayPlanner"/>: one for each of its threads, over a common
    /// cache.</summary>
    /// <exception cref="Errors.UserException">The cache does not fit into memory.</exception>
    internal INetwork CreatePlayNetwork(IBackend backend)
    {
        PositionOptions position = Options.Position;
        EvaluationCache? cache = position.CacheMebibytes > 0 ? new EvaluationCache(Shape.PolicyOutputs, position.CacheMebibytes) : null;
        INetwork[] members = [.. Enumerable.Range(0, position.Threads).Select(_ => CreateNetwork(backend))];
        members = cache is null ? members : Array.ConvertAll(members, member => (INetwork)new CachedNetwork(member, cache));
        return members.Length == 1 ? members[0] : new NetworkTeam(members);
    }

    /// <summary>A planner for play, analysis and matches: that of self-play, unless an option of <see cref="RunOptions.Position"/> asks for
    /// a search of one position.</summary>
    /// <param name="network">Made by <see cref="CreatePlayNetwork"/>.</param>
    /// <param name="positions">Positions planned at once, at most. Several threads search one after another.</param>
    /// <exception cref="Errors.UserException">The trees do not fit into memory.</exception>
    internal IPlanner CreatePlayPlanner(INetwork network, int positions) => Options.Position.IsPlain
        ? Family.CreatePlanner(this, network, positions)
        : new PositionSearch(
            Game, NetworkTeam.Of(network), Family.PlansWithRules, Search, Options.Position, Options.Position.Threads > 1 ? 1 : positions);

    /// <summary>The targets of the learner.</summary>
    public ITargets CreateTargets() => Family.CreateTargets(this);

    /// <summary>A player for evaluations, over networks of its own, which it disposes.</summary>
    /// <param name="backend">Builds the networks.</param>
    /// <param name="weights">The weights that it plays with.</param>
    /// <param name="simulations">Simulations per move; 0 takes self-play's.</param>
    /// <param name="batch">Positions planned at once by one thread.</param>
    /// <param name="threads">Calls answered at once, each with a network and a planner.</param>
    /// <exception cref="Errors.CorruptDataException">The weights are not a safetensors file.</exception>
    /// <exception cref="Errors.IncompatibleException">The weights belong to another network.</exception>
    public AgentPlayer CreatePlayer(IBackend backend, WeightSnapshot weights, int simulations, int batch, int threads)
    {
        // A kept tree would make a choice depend on earlier ones, which a player's must not.
        AgentParts playing = this with { Options = Options with { Position = Options.Position with { ReuseTree = false } } };
        AgentPlayer player = new(Game.Spec, () => playing.CreateLane(backend, weights: null, simulations, batch), threads);
        try
        {
            player.Load(weights);
            _ = player.Simulations; // makes the first network, so that weights of another network are refused here
            return player;
        }
        catch
        {
            player.Dispose();
            throw;
        }
    }

    /// <summary>A player for matches that keeps its trees between the moves of a game (<see cref="PositionOptions.ReuseTree"/>).</summary>
    /// <param name="backend">Builds the networks.</param>
    /// <param name="weights">The weights that it plays with.</param>
    /// <param name="simulations">Simulations per move; 0 takes self-play's.</param>
    internal GamePlayer CreateGamePlayer(IBackend backend, WeightSnapshot weights, int simulations)
    {
        (INetwork Network, IPlanner Planner) Create() => CreateLane(backend, weights, simulations, positions: 1);
        Create().Network.Dispose(); // weights of another network are refused here
        return new GamePlayer(Game.Spec, Create);
    }

    private (INetwork Network, IPlanner Planner) CreateLane(IBackend backend, WeightSnapshot? weights, int simulations, int positions)
    {
        SearchOptions search = simulations > 0 ? Options.Search with { Simulations = simulations } : Options.Search;
        INetwork network = CreatePlayNetwork(backend);
        try
        {
            if (weights is not null)
            {
                network.Load(weights);
            }

            return (network, (this with { Options = Options with { Search = search } }).CreatePlayPlanner(network, positions));
        }
        catch
        {
            network.Dispose(); // trees that do not fit into memory are refused
            throw;
        }
    }

    /// <summary>A reanalyser with a network of its own.</summary>
    /// <param name="backend">Builds the network.</param>
    /// <param name="index">Its own number within the run, from 0: with the run's seed it decides the noise of its searches.</param>
    internal Reanalyser CreateReanalyser(IBackend backend, int index)
    {
        ReanalyseOptions reanalyse = Options.Reanalyse;
        SearchOptions search = reanalyse.Simulations > 0 ? Options.Search with { Simulations = reanalyse.Simulations } : Options.Search;
        AgentParts searching = this with { Options = Options with { Search = search } };
        int positions = Options.SelfPlay.WithGames().Games;
        MemoryNeed.RequireSearch(searching, positions);
        INetwork network = CreateNetwork(backend);
        IPlanner planner = Family.CreatePlanner(searching, network, positions);
        return new Reanalyser(
            Game, network, planner, reanalyse.RootNoise, Numerics.RandomStream.Derive(Options.Seed ^ ReanalysersSeed, (ulong)index));
    }

    /// <summary>An actor with a network of its own.</summary>
    /// <param name="backend">Builds the network.</param>
    /// <param name="name">Unique within the run; recorded in each of its episodes.</param>
    /// <param name="index">Its own number within the run, from 0: with the run's seed it decides all that the actor draws.</param>
    public Actor CreateActor(IBackend backend, string name, int index)
    {
        SelfPlayOptions selfPlay = Options.SelfPlay.WithGames();
        MemoryNeed.RequireSearch(this, selfPlay.Games);
        INetwork network = CreateNetwork(backend);
        IPlanner planner = Family.CreatePlanner(this, network, selfPlay.Games);
        NStepReturn? priorities = Options.Replay.PriorityExponent > 0.0 ? CreateTargets().Returns : null;
        return new Actor(
            name, Game, network, planner, selfPlay, Numerics.RandomStream.Derive(Options.Seed, (ulong)index + 1), priorities,
            surprises: Options.Replay.SurpriseWeight > 0.0);
    }
}
