using MuZero.Agents;
using MuZero.Agents.Players;
using MuZero.Errors;
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
    private const int ConfirmingTimes = 3;

    private readonly IGame _game = agent.Game;
    private readonly EvaluationOptions _options = agent.Options.Evaluation;
    private readonly RunAccuracy _accuracy = new(agent.Game, agent.Options.Evaluation, threads);
    private AgentPlayer? _player; // made by the first evaluation, as the next two
    private NamedPlayer? _opponent;
    private Played? _played; // the last evaluation that was not exhaustive
    private int? _openingPlies;

    /// <summary>Exhaustive evaluations in a row, up to the last, in which no line was lost.</summary>
    public long Flawless { get; set; }

    /// <summary>The evaluations of the run in words; null if it has none.</summary>
    public string? Description => _options.IntervalIterations == 0 ? null
        : $"evaluation {(_options.IntervalIterations == 1 ? "after every iteration" : $"every {_options.IntervalIterations} iterations")}: "
            + (_game.Spec.Players == 1 ? Quantity.Of(_options.Episodes, "episode")
                : _options.Exhaustive && _game.Spec.Players == 2 ? "every line of play of an opponent, from both seats"
                : $"{Quantity.Of(_options.Episodes, "game")} against {OpponentText}"
                    + (_game.Spec.Players > 2 ? " in all other seats" : ""))
            + _accuracy.Description;

    private string OpponentText => _options.Opponent is { Length: > 0 } named ? named : _game is IBaseline
        ? "the game's baseline"
        : "random play";

    public bool IsDue(long iteration) => _options.IntervalIterations > 0 && iteration % _options.IntervalIterations == 0;

    /// <summary>Throws if a game does not allow the evaluations that are asked for; begins games of it.</summary>
    /// <exception cref="UserException">Its lines cannot be walked, or its positions cannot be judged.</exception>
    public static void Require(IGame game, EvaluationOptions options)
    {
        if (options is { Exhaustive: true, IntervalIterations: > 0 } && game.Spec.Players > 1)
        {
            ExhaustiveJudge.Require(game);
        }

        RunAccuracy.Require(game, options);
        if (options.Opponent.Length == 0)
        {
            return;
        }

        if (game.Spec.Players == 1)
        {
            throw UserException.Usage($"evaluation.opponent is '{options.Opponent}', and {game.Spec.Id} has one player. Remove it.");
        }

        PlayerKinds.Require(options.Opponent, game);
    }

    /// <summary>The evaluation/... results.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<KeyValuePair<string, double>> Evaluate(WeightSnapshot weights, long iteration, CancellationToken cancellation)
    {
        _player ??= agent.CreatePlayer(backend, weights, _options.Simulations, EpisodeRunner.SideBySide, threads);
        _player.Load(weights);
        EpisodeRunner runner = new(_game, threads, cancellation);
        ulong seed = SeedOf(iteration, part: 0);
        if (_game.Spec.Players == 2 && _options.Exhaustive)
        {
            _played = null;
            return [.. Walk(_player, cancellation), .. _accuracy.Of(_player, cancellation)];
        }

        _played = Play(_player, runner, _options.Episodes, seed);
        return [.. _played.Results, .. _accuracy.Of(_player, cancellation)];
    }

    /// <summary>The results of the last evaluation with three times as many games more; none if it was exhaustive.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<KeyValuePair<string, double>> Confirm(long iteration, CancellationToken cancellation)
        => _played is null
            ? []
            : _played.With(Play(_player!, new EpisodeRunner(_game, threads, cancellation), ConfirmingTimes * _options.Episodes,
                SeedOf(iteration, part: 1))).Results;

    public void Dispose()
    {
        _player?.Dispose();
        _opponent?.Dispose();
    }

    private List<KeyValuePair<string, double>> Walk(AgentPlayer player, CancellationToken cancellation)
    {
        ExhaustiveJudge judge = new(_game, cancellation: cancellation);
        MatchResult first = judge.Judge(player, seat: 0), second = judge.Judge(player, seat: 1);
        Flawless = (first + second).Losses == 0 ? Flawless + 1 : 0;
        return [.. EvaluationResults.Of(first, second), Metrics.EvaluationFlawless.Of(Flawless)];
    }

    private int OpeningPlies()
        => _openingPlies ??= _options.OpeningPlies >= 0 ? _options.OpeningPlies : EpisodeRunner.OpeningPlies(_game);

    private Played Play(AgentPlayer player, EpisodeRunner runner, int episodes, ulong seed) => _game.Spec.Players switch
    {
        1 => new Played(runner.Returns(player, episodes, seed), null, null),
        2 => new Played(null, runner.Match(player, Opponent(), episodes, OpeningPlies(), seed), null),
        _ => new Played(null, null, runner.FromEverySeat(player, Opponent(), episodes, OpeningPlies(), seed)),
    };

    private ulong SeedOf(long iteration, ulong part)
    {
        ulong seed = RandomStream.Derive(agent.Options.Seed ^ 0xE7A1_0000_0000_0000UL, (ulong)iteration);
        return part == 0 ? seed : RandomStream.Derive(seed ^ 0xE7A1_0000_0000_0000UL, part);
    }

    private IPlayer Opponent()
    {
        string text = _options.Opponent is { Length: > 0 } named ? named : PlayerKinds.DefaultOf(_game);
        _opponent ??= PlayerKinds.Create(text, new PlayerSetting { Game = _game, Networks = backend, Threads = threads });
        return _opponent.Player;
    }

    // Episodes of a one-player game, a match, or games of more players.
    private sealed record Played(ReturnReport? Returns, MatchReport? Match, SeatReport? Seats)
    {
        public IReadOnlyList<KeyValuePair<string, double>> Results
            => Seats is not null ? EvaluationResults.Of(Seats)
                : Match is not null ? EvaluationResults.Of(Match)
                : EvaluationResults.Of(Returns!);

        public Played With(Played more)
            => new(Returns?.With(more.Returns!), Match?.With(more.Match!), Seats?.With(more.Seats!));
    }
}
