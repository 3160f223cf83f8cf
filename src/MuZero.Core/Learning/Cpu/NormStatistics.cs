using MuZero.Networks;

namespace MuZero.Learning.Cpu;

/// <summary>Batch norm's running mean and variance, which inference uses, and how many batches went into them.</summary>
internal sealed class NormStatistics(string name, int channels)
{
    private const double Momentum = ConvolutionLayout.NormMomentum;

    private readonly float[] _keptMean = new float[channels];
    private readonly float[] _keptVariance = new float[channels];
    private long _keptBatches;

    /// <summary>The norm's name in a weights file.</summary>
    public string Name { get; } = name;

    /// <summary>[channels].</summary>
    public float[] Mean { get; } = new float[channels];

    /// <summary>[channels].</summary>
    public float[] Variance { get; } = Ones(channels);

    /// <summary>The number of batches so far.</summary>
    public long Batches { get; set; }

    /// <summary>Takes one channel's mean and biased variance over <paramref name="count"/> numbers.</summary>
    public void Take(int channel, double mean, double variance, long count)
    {
        double unbiased = variance * count / Math.Max(1, count - 1);
        Mean[channel] = (float)(((1.0 - Momentum) * Mean[channel]) + (Momentum * mean));
        Variance[channel] = (float)(((1.0 - Momentum) * Variance[channel]) + (Momentum * unbiased));
    }

    /// <summary>Keeps a copy: a forward pass changes the statistics before the loss is known to be finite.</summary>
    public void Keep()
    {
        Mean.CopyTo(_keptMean, 0);
        Variance.CopyTo(_keptVariance, 0);
        _keptBatches = Batches;
    }

    /// <summary>Puts it back as it was at the last <see cref="Keep"/>.</summary>
    public void Restore()
    {
        _keptMean.CopyTo(Mean, 0);
        _keptVariance.CopyTo(Variance, 0);
        Batches = _keptBatches;
    }

    private static float[] Ones(int length)
    {
        float[] ones = new float[length];
        Array.Fill(ones, 1.0f);
        return ones;
    }
}
