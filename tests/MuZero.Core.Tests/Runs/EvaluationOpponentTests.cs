using MuZero.Agents;
using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Networks;
using MuZero.Options;
using MuZero.Runs;
using MuZero.Search;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Runs;

/// <summary>The opponent of a run's evaluations.</summary>
public sealed class EvaluationOpponentTests
{
    private static readonly RunOptions _tiny = new()
    {
        Algorithm = "alphazero",
        Network = new NetworkOptions { Kind = NetworkKind.Mlp, LatentSize = 8, HiddenSize = 8 },
        Search = new SearchOptions { Simulations = 4 },
        Evaluation = new EvaluationOptions { Episodes = 20, OpeningPlies = 0 },
    };

    [Fact]
    public void Evaluate_Solver_IsNeverBeaten()
    {
        AgentParts agent = AgentParts.Of(new Noughts(), WithOpponent("solver"));
        CpuBackend backend = new();
        using ILearner learner = agent.CreateLearner(backend);
        using RunEvaluator evaluator = new(agent, backend, threads: 2);

        Dictionary<string, double> results = new(evaluator.Evaluate(learner.Snapshot(1), 1, CancellationToken.None));

        Assert.Equal((0.0, 20.0), (results["evaluation/wins"], results["evaluation/draws"] + results["evaluation/losses"]));
        Assert.EndsWith("20 games against solver", evaluator.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_ThreePlayers_HasAScoreForEachSeat()
    {
        AgentParts agent = AgentParts.Of(new TableGame(3, 7), WithOpponent("greedy"));
        CpuBackend backend = new();
        using ILearner learner = agent.CreateLearner(backend);
        using RunEvaluator evaluator = new(agent, backend, threads: 2);

        Dictionary<string, double> results = new(evaluator.Evaluate(learner.Snapshot(1), 1, CancellationToken.None));

        Assert.Equal(21.0, results["evaluation/episodes"]); // seven rounds
        double mean = (results["evaluation/score_seat_1"] + results["evaluation/score_seat_2"] + results["evaluation/score_seat_3"]) / 3.0;
        Assert.Equal(results["evaluation/score"], mean, 9);
        Assert.DoesNotContain("evaluation/score_seat_4", results.Keys);
        Assert.InRange(results["evaluation/score_low"], 0.0, results["evaluation/score"]);
        Assert.EndsWith("20 games against greedy in all other seats", evaluator.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Require_ThreePlayersExhaustively_IsUsage()
    {
        EvaluationOptions options = new() { Exhaustive = true };

        UserException fault = Assert.Throws<UserException>(() => RunEvaluator.Require(new TableGame(3, 7), options));

        Assert.Contains("two players and no chance", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mtcs:5", "There is no opponent 'mtcs:5'. Did you mean 'mcts'?")]
    [InlineData("mcts", "The opponent 'mcts' is not valid: it needs a whole number")]
    public void Require_NotAPlayer_IsUsage(string opponent, string expected) => AssertRefused(new Noughts(), opponent, expected);

    [Fact]
    public void Require_OnePlayer_IsUsage()
        => AssertRefused(new EpisodeWalk(), "random", "evaluation.opponent is 'random', and walk has one player. Remove it.");

    private static RunOptions WithOpponent(string opponent) => _tiny with { Evaluation = _tiny.Evaluation with { Opponent = opponent } };

    private static void AssertRefused(IGame game, string opponent, string expected)
    {
        UserException fault = Assert.Throws<UserException>(() => RunEvaluator.Require(game, WithOpponent(opponent).Evaluation));

        Assert.StartsWith(expected, fault.Message, StringComparison.Ordinal);
    }
}
