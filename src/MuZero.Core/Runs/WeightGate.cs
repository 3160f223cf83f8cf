using MuZero.Agents;
using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Options;
using MuZero.Results;

namespace MuZero.Runs;

/// <summary>Lets new weights pass to the actors only if they hold their own against the ones that play (AlphaGo Zero, Silver et al. 2017,
/// "Evaluator").</summary>
/// <param name="agent">The agent.</param>
/// <param name="backend">Builds its networks.</param>
/// <param name="threads">Threads that share the games.</param>
internal sealed class WeightGate(AgentParts agent, IBackend backend, int threads) : IDisposable
{
    private readonly EvaluationOptions _options = agent.Options.Evaluation;
    private AgentPlayer? _candidate; // made by the first comparison, as the next two
    private AgentPlayer? _best;
    private int? _openingPlies;
    private long _compared;
    private long _passed;
    private double _scores;

    /// <summary>The gate of a run, or null if it has none.</summary>
    public static WeightGate? Of(AgentParts agent, IBackend backend, int threads)
        => agent.Options.Evaluation.Gate > 0.0 ? new WeightGate(agent, backend, threads) : null;

    /// <summary>Throws if a game or a farm does not allow the gate that is asked for.</summary>
    /// <exception cref="UserException">It does not.</exception>
    public static void Require(int players, RunOptions options, bool isFarm)
    {
        if (options.Evaluation.Gate > 0.0 && (players != 2 || isFarm))
        {
            string reason = isFarm ? "a farm publishes all weights"
                : players == 1 ? "a game of one player has no matches"
                : "a match is between two players";
            throw UserException.Usage(FormattableString.Invariant(
                $"evaluation.gate is {options.Evaluation.Gate}, and {reason}. Set evaluation.gate=0."));
        }
    }

    /// <summary>True if the candidate scores enough against the best.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool Passes(WeightSnapshot candidate, WeightSnapshot best, CancellationToken cancellation)
    {
        _candidate ??= agent.CreatePlayer(backend, candidate, _options.Simulations, EpisodeRunner.SideBySide, threads);
        _best ??= agent.CreatePlayer(backend, best, _options.Simulations, EpisodeRunner.SideBySide, threads);
        _candidate.Load(candidate);
        _best.Load(best);
        _openingPlies ??= _options.OpeningPlies >= 0 ? _options.OpeningPlies : EpisodeRunner.OpeningPlies(agent.Game);
        ulong seed = RandomStream.Derive(agent.Options.Seed ^ 0x6A7E_0000_0000_0000UL, (ulong)candidate.Step);
        MatchReport report = new EpisodeRunner(agent.Game, threads, cancellation)
            .Match(_candidate, _best, _options.GateGames, _openingPlies.Value, seed);
        bool passes = report.Total.Score >= _options.Gate;
        _compared++;
        _passed += passes ? 1 : 0;
        _scores += report.Total.Score;
        return passes;
    }

    /// <summary>The gate/... results since the last call.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Drain()
    {
        KeyValuePair<string, double>[] results = _compared == 0 ? [] :
        [
            Metrics.GateCompared.Of(_compared), Metrics.GatePassed.Of(_passed), Metrics.GateScore.Of(_scores / _compared),
        ];
        (_compared, _passed, _scores) = (0, 0, 0.0);
        return results;
    }

    public void Dispose()
    {
        _candidate?.Dispose();
        _best?.Dispose();
    }
}
