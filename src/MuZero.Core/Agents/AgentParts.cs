using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Options;
using MuZero.Search;
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
        return new AgentParts(game, options, family, family.CreateShape(game, options));
    }

    /// <summary>The search's constants, resolved for the game.</summary>
    public SearchOptions Search => Options.Search.For(Game.Spec);

    /// <summary>The plan of the learner.</summary>
    public LearningPlan Plan => new(Shape, NetworkLayout.Of(Shape), Family.CreateLosses(Options), Options.Training);

    /// <summary>The game's actions, as the network receives them.</summary>
    public ActionTable Actions => field ??= ActionTable.Of(Game, Shape);

    /// <summary>A learner with fresh weights.</summary>
    public ILearner CreateLearner(IBackend backend) => backend.CreateLearner(Plan, Actions, Options.Seed);

    /// <summary>A network without weights yet.</summary>
    public INetwork CreateNetwork(IBackend backend) => backend.CreateNetwork(Shape, Actions);

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
        SearchOptions search = simulations > 0 ? Options.Search with { Simulations = simulations } : Options.Search;
        AgentParts playing = this with { Options = Options with { Search = search } };
        AgentPlayer player = new(Game.Spec, CreateLane, threads);
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

        (INetwork, IPlanner) CreateLane()
        {
            INetwork network = CreateNetwork(backend);
            try
            {
                return (network, Family.CreatePlanner(playing, network, batch));
            }
            catch
            {
                network.Dispose(); // trees that do not fit into memory are refused
                throw;
            }
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
        return new Actor(name, Game, network, planner, selfPlay, Numerics.RandomStream.Derive(Options.Seed, (ulong)index + 1), priorities);
    }
}
