using MuZero.Games;
using MuZero.Networks;
using MuZero.Search;

namespace MuZero.Cli.Benchmarking;

/// <summary>Searches the same positions again and again, a batch of them at a time. One item is a simulation.</summary>
internal sealed class SearchLoad : IBenchLoad
{
    private readonly TimedNetwork _network;
    private readonly IPlanner _planner;
    private readonly Decisions _decisions;
    private readonly IGameState[] _states;
    private readonly int _batch;
    private int _next;

    /// <summary>A search of MuZero's form.</summary>
    /// <param name="game">Its first positions are searched.</param>
    /// <param name="network">Evaluates them; belongs to the load.</param>
    /// <param name="roots">How many positions.</param>
    /// <param name="batch">How many at a time; it divides <paramref name="roots"/>.</param>
    /// <param name="simulations">Simulations per position.</param>
    public SearchLoad(IGame game, INetwork network, int roots, int batch, int simulations)
    {
        _network = new TimedNetwork(network);
        _batch = batch;
        _planner = Planner.Create(new LearnedModel(_network, game.Spec), new SearchOptions { Simulations = simulations }, batch);
        _decisions = new Decisions(batch, game.Spec);
        _states = [.. Enumerable.Range(0, roots).Select(i => game.NewGame((ulong)i))];
    }

    /// <inheritdoc/>
    public long InferenceTicks => _network.Ticks;

    /// <summary>Nodes that a walk passes, the mean over everything run so far.</summary>
    public double MeanDepth => _planner.MeanDepth;

    /// <inheritdoc/>
    public long Run()
    {
        _planner.Plan(_states.AsSpan(_next, _batch), [], _decisions);
        _next = (_next + _batch) % _states.Length;
        return (long)_batch * _planner.Simulations;
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();
}
