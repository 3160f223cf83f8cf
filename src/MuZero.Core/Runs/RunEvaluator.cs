using MuZero.Agents;
using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Results;

namespace MuZero.Runs;

/// <summary>Measures the agent between iterations: greedy play, no noise.</summary>
/// <param name="agent">The agent.</param>
/// <param name="backend">Builds its networks.</param>
/// <param name="threads">Threads that share an evaluation's episodes.</param>
internal sealed class RunEvaluator(AgentParts agent, IBackend backend, int threads) : IDisposable
{
    private readonly IGame _game = agent.Game;
    private readonly EvaluationOptions _options = agent.Options.Evaluation;
    private AgentPlayer? _player; // made by the first evaluation, as the next one
    private int? _openingPlies;

    /// <summary>Exhaustive evaluations in a row, up to the last, in which no line was lost.</summary>
    public long Flawless { get; set; }

    public bool IsDue(long iteration) => _options.IntervalIterations > 0 && iteration % _options.IntervalIterations == 0;

    /// <summary>The evaluation/... results.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<KeyValuePair<string, double>> Evaluate(WeightSnapshot weights, long iteration, CancellationToken cancellation)
    {
        _player ??= agent.CreatePlayer(backend, weights, _options.Simulations, EpisodeRunner.SideBySide, threads);
        _player.Load(weights);
        EpisodeRunner runner = new(_game, threads, cancellation);
        ulong seed = RandomStream.Derive(agent.Options.Seed ^ 0xE7A1_0000_0000_0000UL, (ulong)iteration);
        if (_game.Spec.Players == 1)
        {
            return EvaluationResults.Of(runner.Returns(_player, _options.Episodes, seed));
        }

        return _options.Exhaustive
            ? Walk(_player)
            : EvaluationResults.Of(runner.Match(_player, Opponent(), _options.Episodes, OpeningPlies(), seed));
    }

    public void Dispose() => _player?.Dispose();

    private List<KeyValuePair<string, double>> Walk(AgentPlayer player)
    {
        ExhaustiveJudge judge = new(_game);
        MatchResult first = judge.Judge(player, seat: 0), second = judge.Judge(player, seat: 1);
        Flawless = (first + second).Losses == 0 ? Flawless + 1 : 0;
        return [.. EvaluationResults.Of(first, second), Metrics.EvaluationFlawless.Of(Flawless)];
    }

    private int OpeningPlies()
        => _openingPlies ??= _options.OpeningPlies >= 0 ? _options.OpeningPlies : EpisodeRunner.OpeningPlies(_game);

    private IPlayer Opponent() => _game is IBaseline baseline ? new BaselinePlayer(baseline) : new RandomPlayer(_game.Spec);
}
