namespace MuZero.Evaluation.Diagnosis;

/// <summary>A learned model beside the game (docs/ALGORITHM.md 7).</summary>
/// <param name="Episodes">Episodes that it was followed through.</param>
/// <param name="Steps">[K + 1] the errors after 0 to K imagined moves.</param>
/// <param name="Calibration">The values of observed positions beside what followed, from the least value to the largest.</param>
/// <param name="ExplainedVariance">The share of the outcomes' variance that the values of observed positions explain: 1 is perfect, 0 no
/// better than the mean outcome; NaN if all outcomes are equal.</param>
/// <param name="Moves">The rewards of every legal move, as the last of one, two and more imagined ones; empty in games with dice.</param>
public sealed record DiagnosisReport(
    int Episodes, IReadOnlyList<UnrollError> Steps, IReadOnlyList<CalibrationBin> Calibration, double ExplainedVariance,
    IReadOnlyList<MoveRewardError> Moves);

/// <summary>The model's rewards of every legal move from the positions of self-play, after moves that were played there. Of no meaning
/// (NaN) if nothing was counted.</summary>
/// <param name="Move">Imagined moves, the last of which is every legal one.</param>
/// <param name="Paid">Moves that pay their player, or cost him.</param>
/// <param name="PaidError">|reward - reward of the game| of these.</param>
/// <param name="MissedShare">The share of these whose reward is wrong by more than half of its size.</param>
/// <param name="Unpaid">The other moves.</param>
/// <param name="UnpaidError">|reward| of these, which should be 0.</param>
/// <param name="FalseShare">The share of these whose reward is larger than half of the mean size of a paid one.</param>
public readonly record struct MoveRewardError(
    int Move, long Paid, double PaidError, double MissedShare, long Unpaid, double UnpaidError, double FalseShare);

/// <summary>Mean errors after k imagined moves, those that were played in the game. Of no meaning (NaN) if nothing was counted.</summary>
/// <param name="Step">k.</param>
/// <param name="Positions">Positions of the game that were reached.</param>
/// <param name="ValueError">|value - outcome|: the outcome is the return that followed in the game, until the first random move.</param>
/// <param name="ValueDrift">|value - value of the observed position|: what imagining alone changed.</param>
/// <param name="LatentSimilarity">Cosine of the imagined hidden state and that of the observed position: 1 if imagining and seeing
/// agree.</param>
/// <param name="RewardError">|reward - reward received| of the k-th move.</param>
/// <param name="PolicyDivergence">KL divergence in nats of the imagined policy from that of the observed position, over the legal
/// actions.</param>
/// <param name="IllegalShare">The policy's probability of actions that are not legal in the game.</param>
/// <param name="Beyond">Imagined positions at or beyond the game's end.</param>
/// <param name="ValueBeyond">|value| of these, which should be 0.</param>
/// <param name="RewardBeyond">|reward| of moves behind the end, which should be 0.</param>
public readonly record struct UnrollError(
    int Step, long Positions, double ValueError, double ValueDrift, double LatentSimilarity, double RewardError, double PolicyDivergence,
    double IllegalShare, long Beyond, double ValueBeyond, double RewardBeyond);

/// <summary>Positions of similar values.</summary>
/// <param name="Positions">How many there are, at least 1.</param>
/// <param name="Value">The mean of their values.</param>
/// <param name="Outcome">The mean of what followed.</param>
public readonly record struct CalibrationBin(long Positions, double Value, double Outcome);
