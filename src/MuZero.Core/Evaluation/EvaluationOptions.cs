using System.ComponentModel.DataAnnotations;

namespace MuZero.Evaluation;

/// <summary>A run's evaluations: greedy play, no noise, the search's own number of simulations.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Training iterations between evaluations; 0 means never.</summary>
    /// <value>Default 5.</value>
    [Range(0, 1_000_000)]
    public int IntervalIterations { get; init; } = 5;

    /// <summary>Episodes per evaluation, or games of a match, in pairs. A candidate for the best checkpoint plays three times as many
    /// more.</summary>
    /// <value>Default 20.</value>
    [Range(1, 1_000_000)]
    public int Episodes { get; init; } = 20;

    /// <summary>Also walks every line of opponent play as first and as second player. For two-player games small enough to be
    /// walked.</summary>
    /// <value>Default false.</value>
    public bool Exhaustive { get; init; }

    /// <summary>The opponent of matches, as <c>evaluate --opponent</c> takes it: random, greedy, minimax:5, mcts:200, baseline, solver, a
    /// run or a checkpoint. Empty takes the game's baseline, or random play.</summary>
    /// <value>Default empty.</value>
    public string Opponent { get; init; } = "";

    /// <summary>Random plies before a match's games, the same for both seats; 0 starts from the first position, -1 takes the fewest after
    /// which the game has a thousand lines, at most a quarter of its longest game.</summary>
    /// <value>Default -1.</value>
    [Range(-1, 1_000)]
    public int OpeningPlies { get; init; } = -1;

    /// <summary>Simulations per move; 0 takes the search's.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1_000_000)]
    public int Simulations { get; init; }

    /// <summary>Positions per phase of the game in which evaluations also judge whether the agent's choice keeps the game-theoretic value
    /// (evaluation/accuracy); 0 judges none, -1 takes every reachable position. For games with a solver and without chance.</summary>
    /// <value>Default 0.</value>
    [Range(-1, 1_000_000)]
    public int AccuracyPositions { get; init; }

    /// <summary>The random plies before the positions of each phase, in ascending order and separated by commas, such as "8,16,24,30";
    /// empty takes four that follow from the game. Without effect if every reachable position is judged.</summary>
    /// <value>Default empty.</value>
    public string AccuracyPlies { get; init; } = "";

    /// <summary>New weights reach self-play only if they score at least this share against those that it plays with; 0 publishes all.
    /// Every publication (<c>training.publish_steps</c>) plays such a match, so they should be rarer than without a gate. Checkpoints and
    /// evaluations hold the learner's weights all the same. For two players, in one process.</summary>
    /// <remarks>AlphaGo Zero used 0.55 over 400 games, AlphaZero and MuZero no gate.</remarks>
    /// <value>Default 0.</value>
    [Range(0.0, 1.0)]
    public double Gate { get; init; }

    /// <summary>Games of such a comparison, in pairs.</summary>
    /// <value>Default 40.</value>
    [Range(2, 100_000)]
    public int GateGames { get; init; } = 40;
}
