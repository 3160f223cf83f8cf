using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Options;
using MuZero.Search;
using MuZero.SelfPlay;

namespace MuZero.Agents;

/// <summary>The parts of one agent: game, algorithm, network shape and search.</summary>
/// <param name="game">The game.</param>
/// <param name="options">All that decides the run.</param>
/// <param name="backend">Builds networks and learners.</param>
public sealed class AgentBlueprint(IGame game, RunOptions options, IBackend backend)
{
    /// <summary>The game.</summary>
    public IGame Game => game;

    /// <summary>The algorithm.</summary>
    public IAgentFamily Family { get; } = FamilyOf(options);

    /// <summary>The network's shape.</summary>
    public NetworkShape Shape { get; } = FamilyOf(options).CreateShape(game, options);

    /// <summary>The search's constants, resolved for the game.</summary>
    public SearchOptions Search { get; } = options.Search.For(game.Spec);

    /// <summary>K, the steps that the learner unrolls the model.</summary>
    public int UnrollSteps => Family.UnrollSteps(options.Training);

    /// <summary>n of the n-step return.</summary>
    public int TdSteps => Family.TdSteps(options.Training);

    /// <summary>The plan of a run of a game under options.</summary>
    public static LearningPlan Plan(IGame game, RunOptions options)
        => LearningPlan.Of(FamilyOf(options).CreateShape(game, options), options.Training);

    /// <summary>A learner with fresh weights.</summary>
    public ILearner CreateLearner() => backend.CreateLearner(Plan(game, options), ActionTable.Of(game, Shape), options.Seed);

    /// <summary>A network without weights yet.</summary>
    public INetwork CreateNetwork() => backend.CreateNetwork(Shape, ActionTable.Of(game, Shape));

    /// <summary>A planner over a network.</summary>
    /// <param name="network">Evaluates positions.</param>
    /// <param name="search">The search's constants, resolved for the game.</param>
    /// <param name="positions">Positions planned at once.</param>
    public IPlanner CreatePlanner(INetwork network, SearchOptions search, int positions)
        => Family.CreatePlanner(network, game.Spec, search, positions);

    /// <summary>A player for evaluations.</summary>
    /// <param name="network">Evaluates positions.</param>
    /// <param name="simulations">Simulations per move; 0 takes self-play's.</param>
    /// <param name="batch">Positions searched at once.</param>
    public AgentPlayer CreatePlayer(INetwork network, int simulations, int batch)
        => new(CreatePlanner(network, simulations > 0 ? Search with { Simulations = simulations } : Search, batch), game.Spec);

    /// <summary>An actor with a network of its own.</summary>
    /// <param name="name">Unique within the run; recorded in each of its episodes.</param>
    /// <param name="index">Its own number within the run, from 0: with the run's seed it decides all that the actor draws.</param>
    public Actor CreateActor(string name, int index)
    {
        INetwork network = CreateNetwork();
        SelfPlayOptions selfPlay = options.SelfPlay.WithGames();
        IPlanner planner = CreatePlanner(network, Search, selfPlay.Games);
        NStepReturn? priorities = options.Replay.PriorityExponent > 0.0 ? NStepReturn.For(game.Spec, TdSteps) : null;
        return new Actor(name, game, network, planner, selfPlay, Numerics.RandomStream.Derive(options.Seed, (ulong)index + 1), priorities);
    }

    private static IAgentFamily FamilyOf(RunOptions options) => AgentFamilies.Named(options.Algorithm.ToString());
}
