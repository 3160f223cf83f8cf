using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Search;
using MuZero.SelfPlay;

namespace MuZero.Training;

/// <summary>How the parts of one agent fit together: game, algorithm, network shape and search.</summary>
internal sealed class AgentBlueprint(IGame game, RunOptions options, ITrainingBackend backend)
{
    public IGame Game => game;

    public bool Learned { get; } = options.Algorithm == Algorithm.MuZero;

    public NetworkShape Shape { get; } = NetworkShape.For(game, options.Network, dynamics: options.Algorithm == Algorithm.MuZero);

    public SearchOptions Search { get; } = options.Search.For(game.Spec);

    /// <summary>K; AlphaZero plans with the rules and unrolls nothing.</summary>
    public int UnrollSteps => Learned ? options.Training.UnrollSteps : 0;

    /// <summary>n; AlphaZero's value target is the outcome.</summary>
    public int TdSteps => Learned ? options.Training.TdSteps : int.MaxValue;

    public ILearner CreateLearner() => backend.CreateLearner(game, Shape, options.Training, options.Seed);

    public INetwork CreateNetwork() => backend.CreateNetwork(game, Shape);

    public ISearchModel CreateModel(INetwork network) => Learned ? new LearnedModel(network, game.Spec) : new PerfectModel(network, game.Spec);

    public AgentPlayer CreatePlayer(INetwork network, int simulations, int batch)
        => new(CreateModel(network), simulations > 0 ? Search with { Simulations = simulations } : Search, batch);

    public Actor CreateActor(int index)
    {
        INetwork network = CreateNetwork();
        NStepReturn? priorities = options.Replay.PriorityExponent > 0.0 ? NStepReturn.For(game.Spec, TdSteps) : null;
        return new Actor(
            $"actor-{index}", game, network, CreateModel(network), Search, options.SelfPlay,
            Diagnostics.RandomStream.Derive(options.Seed, (ulong)index + 1), priorities);
    }
}
