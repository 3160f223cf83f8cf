using MuZero.Evaluation;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Replay;
using MuZero.Search;
using MuZero.Search.Positions;
using MuZero.SelfPlay;

namespace MuZero.Options;

/// <summary>All that decides a run, besides the game. Saved as the run's params.json.</summary>
public sealed record RunOptions
{
    /// <summary>The algorithm that is trained.</summary>
    /// <value>Default muzero.</value>
    public string Algorithm { get; init; } = "muzero";

    /// <summary>The random seed.</summary>
    /// <value>Default 1.</value>
    public ulong Seed { get; init; } = 1;

    /// <summary>Plays and learns in turns, in a fixed order, so that a run repeats bit for bit and a resumed run equals an uninterrupted
    /// one. Slower.</summary>
    /// <value>Default false.</value>
    public bool Deterministic { get; init; }

    /// <summary>Logged episodes, from which the run learns in place of self-play: a run or a checkpoint whose episodes are saved, a
    /// directory of files *.episodes, or one of them. Empty: the run plays.</summary>
    /// <value>Default empty.</value>
    public string Offline { get; init; } = "";

    /// <summary>The run ends when a result reaches its number, for example training_iteration or evaluation/mean; names that begin with
    /// "min-" end it when the result falls to the number.</summary>
    /// <value>Default empty: until interrupted.</value>
    public IReadOnlyDictionary<string, double> Stop { get; init; } = new Dictionary<string, double>();

    /// <summary>The three networks' sizes.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>The search's constants.</summary>
    public SearchOptions Search { get; init; } = new();

    /// <summary>The search of one position at a time, in play, analysis and matches.</summary>
    public PositionOptions Position { get; init; } = new();

    /// <summary>Self-play.</summary>
    public SelfPlayOptions SelfPlay { get; init; } = new();

    /// <summary>The replay buffer.</summary>
    public ReplayOptions Replay { get; init; } = new();

    /// <summary>Fresh targets for episodes in the replay buffer.</summary>
    public ReanalyseOptions Reanalyse { get; init; } = new();

    /// <summary>The loss and the optimiser.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>The run's evaluations.</summary>
    public EvaluationOptions Evaluation { get; init; } = new();

    /// <summary>The writing and keeping of checkpoints.</summary>
    public CheckpointOptions Checkpoint { get; init; } = new();
}
