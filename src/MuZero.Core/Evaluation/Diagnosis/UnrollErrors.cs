namespace MuZero.Evaluation.Diagnosis;

/// <summary>The sums behind an <see cref="UnrollError"/>.</summary>
internal sealed class UnrollErrors(int step)
{
    private Mean _valueError, _valueDrift, _latentSimilarity, _rewardError, _policyDivergence, _illegalShare, _valueBeyond, _rewardBeyond;

    public UnrollError Error => new(
        step, _valueError.Count, _valueError.Value, _valueDrift.Value, _latentSimilarity.Value, _rewardError.Value, _policyDivergence.Value,
        _illegalShare.Value, _valueBeyond.Count, _valueBeyond.Value, _rewardBeyond.Value);

    public void AddValue(double value, double observed, double outcome)
    {
        _valueError.Add(Math.Abs(value - outcome));
        _valueDrift.Add(Math.Abs(value - observed));
    }

    public void AddLatent(ReadOnlySpan<float> imagined, ReadOnlySpan<float> observed)
    {
        (double product, double ours, double theirs) = (0.0, 0.0, 0.0);
        for (int i = 0; i < imagined.Length; i++)
        {
            product += (double)imagined[i] * observed[i];
            ours += (double)imagined[i] * imagined[i];
            theirs += (double)observed[i] * observed[i];
        }

        // A state of zeros has no direction; it agrees with another of zeros only.
        _latentSimilarity.Add(ours * theirs > 0.0 ? product / Math.Sqrt(ours * theirs) : ours == theirs ? 1.0 : 0.0);
    }

    public void AddReward(double reward, double received) => _rewardError.Add(Math.Abs(reward - received));

    public void AddValueBeyond(double value) => _valueBeyond.Add(Math.Abs(value));

    public void AddRewardBeyond(double reward) => _rewardBeyond.Add(Math.Abs(reward));

    /// <summary>Adds a policy.</summary>
    /// <param name="imagined">[A] probabilities.</param>
    /// <param name="observed">[A] those of the observed position.</param>
    /// <param name="legal">[A].</param>
    public void AddPolicy(ReadOnlySpan<float> imagined, ReadOnlySpan<float> observed, ReadOnlySpan<bool> legal)
    {
        const double Smallest = 1e-30; // probabilities of single precision
        double imaginedLegal = 0.0, observedLegal = 0.0;
        for (int action = 0; action < legal.Length; action++)
        {
            imaginedLegal += legal[action] ? imagined[action] : 0.0;
            observedLegal += legal[action] ? observed[action] : 0.0;
        }

        double divergence = 0.0;
        for (int action = 0; action < legal.Length; action++)
        {
            double p = legal[action] ? observed[action] / Math.Max(observedLegal, Smallest) : 0.0;
            double q = imagined[action] / Math.Max(imaginedLegal, Smallest);
            divergence += p > 0.0 ? p * Math.Log(p / Math.Max(q, Smallest)) : 0.0;
        }

        _policyDivergence.Add(divergence);
        _illegalShare.Add(Math.Max(0.0, 1.0 - imaginedLegal));
    }

    private struct Mean
    {
        private double _sum;

        public long Count { get; private set; }

        public readonly double Value => Count == 0 ? double.NaN : _sum / Count;

        public void Add(double number)
        {
            _sum += number;
            Count++;
        }
    }
}
