using System.Runtime.CompilerServices;
using MuZero.Networks;
using MuZero.Networks.Cpu;
using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>One head's loss over a block, and its gradient: cross-entropy with a distribution, or squared error of one number in [-1,
/// 1].</summary>
/// <param name="samples">Per block.</param>
/// <param name="outputs">Actions or bins.</param>
/// <param name="support">The meaning of the bins; null for actions, and for one number.</param>
internal sealed unsafe class HeadLoss<TSimd, TVector>(int samples, int outputs, Support? support)
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly FloatBuffer _coefficients = new(samples);
    private readonly FloatBuffer _targets = new((long)outputs * samples); // a distribution's, or one return per sample
    private readonly FloatBuffer _rows = new(4L * samples);
    private readonly nint[] _places = GC.AllocateArray<nint>(samples, pinned: true);

    /// <summary>[samples] each sample's share in the loss: mask, step's scale, importance weight, 1 / batch.</summary>
    public Span<float> Coefficients => _coefficients.Span;

    /// <summary>[samples] the returns to be predicted.</summary>
    public Span<float> Returns => _targets.Span[..samples];

    /// <summary>[samples] start of each sample's distribution; pinned.</summary>
    public Span<nint> Distributions => _places;

    /// <summary>Cross-entropy with <see cref="Distributions"/>.</summary>
    /// <param name="logits">[outputs, samples].</param>
    /// <param name="gradient">[outputs, samples], overwritten.</param>
    /// <param name="weight">The gradient's factor; not the loss's.</param>
    public double OfDistributions(float* logits, float* gradient, float weight)
    {
        fixed (nint* places = _places)
        {
            Transposition.ToLanes((float**)places, outputs, _targets.Start, samples);
        }

        for (int vector = 0; vector < samples; vector += TSimd.Count)
        {
            CrossEntropy(logits + vector, gradient + vector, _targets.Start + vector, vector, weight);
        }

        double loss = 0.0;
        Span<float> peaks = _rows.Span[..samples], totals = _rows.Span.Slice(samples, samples),
            likelihoods = _rows.Span.Slice(2 * samples, samples), masses = _rows.Span[(3 * samples)..];
        for (int sample = 0; sample < samples; sample++)
        {
            float partition = peaks[sample] + MathF.Log(totals[sample]);
            loss += Coefficients[sample] * ((masses[sample] * partition) - likelihoods[sample]);
        }

        return loss;
    }

    /// <summary>The entropy of a sample's prediction, in nats, after <see cref="OfDistributions"/>.</summary>
    /// <param name="logits">[outputs, samples], as they were there.</param>
    /// <param name="sample">Which.</param>
    public float Entropy(float* logits, int sample)
    {
        float peak = _rows.Span[sample], total = _rows.Span[samples + sample], mean = 0.0f;
        for (int output = 0; output < outputs; output++)
        {
            float logit = logits[((nint)output * samples) + sample];
            mean += MathF.Exp(logit - peak) * (logit - peak);
        }

        return MathF.Log(total) - (mean / total);
    }

    /// <summary>The loss of predicting <see cref="Returns"/>.</summary>
    /// <param name="output">[outputs, samples] output of the head.</param>
    /// <param name="gradient">[outputs, samples], overwritten.</param>
    /// <param name="weight">The gradient's factor; not the loss's.</param>
    public double OfReturns(float* output, float* gradient, float weight)
        => support is null ? SquaredError(output, gradient, weight) : TwoHotCrossEntropy(output, gradient, weight);

    private double SquaredError(float* output, float* gradient, float weight)
    {
        new Span<float>(output, samples).CopyTo(_rows.Span);
        Activations<TSimd, TVector>.Tanh(_rows.Start, samples);
        double loss = 0.0;
        for (int sample = 0; sample < samples; sample++)
        {
            float y = _rows.Span[sample], distance = y - Returns[sample], coefficient = Coefficients[sample];
            loss += coefficient * distance * distance;
            gradient[sample] = weight * coefficient * 2.0f * distance * (1.0f - (y * y));
        }

        return loss;
    }

    private double TwoHotCrossEntropy(float* logits, float* gradient, float weight)
    {
        for (int vector = 0; vector < samples; vector += TSimd.Count)
        {
            Softmax(logits + vector, gradient + vector, vector, weight);
        }

        double loss = 0.0;
        Span<float> peaks = _rows.Span[..samples], totals = _rows.Span.Slice(samples, samples);
        for (int sample = 0; sample < samples; sample++)
        {
            (int lower, float share) = support!.Place(Returns[sample]);
            nint place = ((nint)lower * samples) + sample;
            float left = 1.0f - share, coefficient = Coefficients[sample];
            float likelihood = (left * (logits[place] - peaks[sample])) + (share * (logits[place + samples] - peaks[sample]));
            loss += coefficient * (MathF.Log(totals[sample]) - likelihood);
            gradient[place] -= weight * coefficient * left;
            gradient[place + samples] -= weight * coefficient * share;
        }

        return loss;
    }

    // gradient = weight coefficient softmax.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Softmax(float* logits, float* gradient, int vector, float weight)
    {
        nint stride = samples, length = outputs * stride;
        TVector peak = Peak(logits, length), total = default;
        for (nint i = 0; i < length; i += stride)
        {
            TVector power = VectorMath.Exp<TSimd, TVector>(TSimd.Subtract(TSimd.Load(logits + i), peak));
            total = TSimd.Add(total, power);
            TSimd.Store(power, gradient + i);
        }

        TSimd.Store(peak, _rows.Start + vector);
        TSimd.Store(total, _rows.Start + samples + vector);
        TVector factor = TSimd.Divide(TSimd.Multiply(TSimd.Create(weight), TSimd.Load(_coefficients.Start + vector)), total);
        for (nint i = 0; i < length; i += stride)
        {
            TSimd.Store(TSimd.Multiply(TSimd.Load(gradient + i), factor), gradient + i);
        }
    }

    // gradient = coefficient (softmax mass - target), mass being the sum of the target: 1, or 0 if nothing was recorded.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CrossEntropy(float* logits, float* gradient, float* targets, int vector, float weight)
    {
        nint stride = samples, length = outputs * stride;
        TVector peak = Peak(logits, length), total = default, mass = default, likelihood = default;
        for (nint i = 0; i < length; i += stride)
        {
            TVector logit = TSimd.Load(logits + i), target = TSimd.Load(targets + i);
            TVector power = VectorMath.Exp<TSimd, TVector>(TSimd.Subtract(logit, peak));
            total = TSimd.Add(total, power);
            mass = TSimd.Add(mass, target);
            likelihood = TSimd.MultiplyAdd(target, logit, likelihood);
            TSimd.Store(power, gradient + i);
        }

        float* rows = _rows.Start + vector;
        TSimd.Store(peak, rows);
        TSimd.Store(total, rows + samples);
        TSimd.Store(likelihood, rows + (2 * samples));
        TSimd.Store(mass, rows + (3 * samples));
        TVector coefficient = TSimd.Multiply(TSimd.Create(weight), TSimd.Load(_coefficients.Start + vector)),
            factor = TSimd.Divide(mass, total);
        for (nint i = 0; i < length; i += stride)
        {
            TVector distance = TSimd.Subtract(TSimd.Multiply(TSimd.Load(gradient + i), factor), TSimd.Load(targets + i));
            TSimd.Store(TSimd.Multiply(distance, coefficient), gradient + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector Peak(float* logits, nint length)
    {
        TVector peak = TSimd.Load(logits);
        for (nint i = samples; i < length; i += samples)
        {
            peak = TSimd.Max(peak, TSimd.Load(logits + i));
        }

        return peak;
    }
}
