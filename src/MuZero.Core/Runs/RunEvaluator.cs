using MuZero.Agents;
using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Results;

namespace MuZero.Runs;

/// <summary>Measures the agent between iterations: greedy play, no noise.</summary>
internal sealed class RunEvaluator : IDisposable
{
    // Rows per batch: an exhaustive walk or 100 episodes side by side.
    private const int Batch = 128;

    private readonly IGame _game;
    private readonly EvaluationOptions _options;
    private readonly ulong _seed;
    private readonly INetwork _network;
    private readonly AgentPlayer _player;

    public RunEvaluator(AgentParts agent, IBackend backend)
    {
        (_game, _options, _seed) = (agent.Game, agent.Options.Evaluation, agent.Options.Seed);
        _network = agent.CreateNetwork(backend);
        _player = agent.CreatePlayer(_network, _options.Simulations, Batch);
    }

    /// <summary>Evaluations in a row, up to the last, in which the exhaustive walk found no loss.</summary>
    public long Flawless { get; set; }

    public bool IsDue(long iteration) => _options.IntervalIterations > 0 && iteration % _options.IntervalIterations == 0;

    /// <summary>Appends evaluation/... results.</summary>
    public void Evaluate(WeightSnapshot weights, long iteration, List<KeyValuePair<string, double>> values)
    {
        _network.Load(weights);
        ulong seed = RandomStream.Derive(_seed ^ 0xE7A1_0000_0000_0000UL, (ulong)iteration);
        if (_game.Spec.Players == 1)
        {
            ReturnSummary returns = new EpisodeRunner(_game).Returns(_player, _options.Episodes, seed);
            values.Add(Metrics.EvaluationMean.Of(returns.Mean));
            values.Add(Metrics.EvaluationStd.Of(returns.Std));
            values.Add(Metrics.EvaluationMin.Of(returns.Min));
            values.Add(Metrics.EvaluationMax.Of(returns.Max));
            values.Add(Metrics.EvaluationLengthMean.Of(returns.MeanLength));
            return;
        }

        MatchResult result = _options.Exhaustive
            ? new ExhaustiveJudge(_game).Judge(_player)
            : new EpisodeRunner(_game).Match(_player, Opponent(seed), _options.Episodes, seed);
        values.Add(Metrics.EvaluationWins.Of(result.Wins));
        values.Add(Metrics.EvaluationDraws.Of(result.Draws));
        values.Add(Metrics.EvaluationLosses.Of(result.Losses));
        values.Add(Metrics.EvaluationScore.Of(result.Score));
        Flawless = result.Losses == 0 ? Flawless + 1 : 0;
        values.Add(Metrics.EvaluationFlawless.Of(Flawless));
    }

    public void Dispose() => _network.Dispose();

    private IPlayer Opponent(ulong seed) => _game is IBaseline baseline ? new BaselinePlayer(baseline) : new RandomPlayer(_game.Spec, seed);
}
