using System.ComponentModel.DataAnnotations;
using MuZero.Numerics;

namespace MuZero.Replay;

/// <summary>The replay buffer's bounds, priorities and rate.</summary>
public sealed record ReplayOptions
{
    /// <summary>Episodes held at most; the oldest leave first.</summary>
    /// <remarks>MuZero 1,000,000 (board games), muzero-general 500 (CartPole).</remarks>
    /// <value>Default 50,000.</value>
    [Range(1, 100_000_000)]
    [TuningRange(100, 50000, Log = true)]
    public int MaxEpisodes { get; init; } = 50_000;

    /// <summary>Bytes held at most, in mebibytes; the oldest episodes leave first.</summary>
    /// <value>Default 256.</value>
    [Range(1, 1_048_576)]
    public int MaxMebibytes { get; init; } = 256;

    /// <summary>The exponent a of P(i) = p_i^a / sum: 0 draws uniformly, 1 in proportion.</summary>
    /// <remarks>MuZero 0 (board games), 1 (Atari); Ape-X 0.6.</remarks>
    /// <value>Default 0.</value>
    [Range(0.0, 2.0)]
    [TuningRange(0, 1)]
    public double PriorityExponent { get; init; }

    /// <summary>The exponent b of the importance weights (1 / (N P(i)))^b.</summary>
    /// <remarks>MuZero 1, Ape-X 0.4.</remarks>
    /// <value>Default 1.</value>
    [Range(0.0, 1.0)]
    [TuningRange(0, 1)]
    public double ImportanceExponent { get; init; } = 1.0;

    /// <summary>The part of an episode's draws that follows the surprise of its searches, KL(policy || prior); the rest is equal for all
    /// its positions. It multiplies the priorities, and the importance weights do not undo it. 0 does not weight.</summary>
    /// <remarks>KataGo 0.5.</remarks>
    /// <value>Default 0.</value>
    [Range(0.0, 1.0)]
    [TuningRange(0, 1)]
    public double SurpriseWeight { get; init; }

    /// <summary>The weight with which positions of quick searches are drawn (<c>self_play.full_search_share</c>), which teach the value
    /// alone; others have 1.</summary>
    /// <remarks>KataGo draws none of them.</remarks>
    /// <value>Default 1.</value>
    [Range(0.001, 1.0)]
    [TuningRange(0.001, 1, Log = true)]
    public double QuickWeight { get; init; } = 1.0;

    /// <summary>The number of draws of each position on average; the limiter holds back the side that runs ahead.</summary>
    /// <remarks>MuZero 0.1 (Go), 2 with Reanalyze.</remarks>
    /// <value>Default 4.</value>
    [Range(0.001, 10_000.0)]
    [TuningRange(1, 64, Log = true)]
    public double SamplesPerInsert { get; init; } = 4.0;

    /// <summary>Positions inserted before the first is drawn.</summary>
    /// <value>Default 1,000.</value>
    [Range(1, 1_000_000_000)]
    [TuningRange(500, 5000, Log = true)]
    public int MinPositions { get; init; } = 1_000;

    /// <summary>The number of samples that draws may run ahead or behind before a side is held back. At least max(1,
    /// <see cref="SamplesPerInsert"/>); 0 derives it: <see cref="SamplesPerInsert"/> times <see cref="MinPositions"/>.</summary>
    /// <value>Default 0.</value>
    [Range(0.0, 1e12)]
    public double ErrorBuffer { get; init; }

    /// <summary>Every episode of the run is also written to episodes/ in its directory, from which <c>muzero train --offline</c>
    /// learns.</summary>
    /// <value>Default false.</value>
    public bool Log { get; init; }
}
