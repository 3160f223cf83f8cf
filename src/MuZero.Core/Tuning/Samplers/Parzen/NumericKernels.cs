using System.Numerics;
using MuZero.Numerics;

namespace MuZero.Tuning.Samplers.Parzen;

/// <summary>Normal distributions around the observations, cut off at the ends of the axis, and a wide one around its middle.</summary>
/// <remarks>A kernel is as wide as the larger gap to its neighbours (Bergstra et al. 2011, section 4; bounds as in Optuna 5). Parameters
/// with steps take the mass of their bins.</remarks>
internal sealed class NumericKernels : Kernels
{
    private readonly NumericAxis _axis;
    private readonly double[] _mus, _sigmas, _precisions, _logScales; // [K] K = observations + 1

    /// <summary>Places the kernels.</summary>
    /// <param name="axis">The parameter's line.</param>
    /// <param name="representations">The observations.</param>
    /// <param name="magicClip">True to keep kernels wider than a share of the axis, so that many equal observations do not make a
    /// spike.</param>
    /// <param name="endpoints">True to count the ends of the axis as neighbours of the extreme observations.</param>
    public NumericKernels(NumericAxis axis, IReadOnlyList<double> representations, bool magicClip, bool endpoints)
    {
        _axis = axis;
        int count = representations.Count;
        (_mus, _sigmas) = (new double[count + 1], new double[count + 1]);
        (_precisions, _logScales) = (new double[count + 1], new double[count + 1]);
        for (int i = 0; i < count; i++)
        {
            _mus[i] = axis.Place(representations[i]);
        }

        SetWidths(count, endpoints);
        double least = magicClip ? axis.Length / Math.Min(100.0, 2.0 + count) : double.Epsilon;
        for (int i = 0; i < count; i++)
        {
            _sigmas[i] = Math.Clamp(_sigmas[i], least, axis.Length);
        }

        (_mus[count], _sigmas[count]) = ((axis.Low + axis.High) / 2.0, axis.Length);
        for (int i = 0; i <= count; i++)
        {
            _precisions[i] = 1.0 / _sigmas[i];
            double mass = StandardNormal.Mass((axis.Low - _mus[i]) * _precisions[i], (axis.High - _mus[i]) * _precisions[i]);
            _logScales[i] = -Math.Log(mass) - (axis.Step > 0.0 ? 0.0 : Math.Log(_sigmas[i] * Math.Sqrt(2.0 * Math.PI)));
        }
    }

    /// <summary>The centres on the axis, the prior's last.</summary>
    public ReadOnlySpan<double> Mus => _mus;

    /// <summary>The standard deviations on the axis, the prior's last.</summary>
    public ReadOnlySpan<double> Sigmas => _sigmas;

    /// <inheritdoc/>
    public override double Sample(int kernel, RandomStream random)
    {
        double mu = _mus[kernel], sigma = _sigmas[kernel];
        double z = StandardNormal.Quantile((_axis.Low - mu) / sigma, (_axis.High - mu) / sigma, random.NextDouble());
        return _axis.Represent(mu + (sigma * z));
    }

    /// <inheritdoc/>
    public override void AddLogDensities(double representation, Span<double> logs)
    {
        if (_axis.Step > 0.0)
        {
            AddLogMasses(representation, logs);
            return;
        }

        double place = _axis.Place(representation);
        int i = 0;
        for (Vector<double> places = new(place); i <= logs.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> z = (places - new Vector<double>(_mus, i)) * new Vector<double>(_precisions, i);
            (new Vector<double>(logs[i..]) + new Vector<double>(_logScales, i) - (0.5 * z * z)).CopyTo(logs[i..]);
        }

        for (; i < logs.Length; i++)
        {
            double z = (place - _mus[i]) * _precisions[i];
            logs[i] += _logScales[i] - (0.5 * z * z);
        }
    }

    private void AddLogMasses(double representation, Span<double> logs)
    {
        (double left, double right) = _axis.Bin(representation);
        for (int i = 0; i < logs.Length; i++)
        {
            double low = (left - _mus[i]) * _precisions[i], high = (right - _mus[i]) * _precisions[i];
            logs[i] += low > StandardNormal.Far || high < -StandardNormal.Far
                ? double.NegativeInfinity
                : _logScales[i] + Math.Log(StandardNormal.Mass(low, high));
        }
    }

    private void SetWidths(int count, bool endpoints)
    {
        int[] order = new int[count];
        for (int i = 0; i < count; i++)
        {
            order[i] = i;
        }

        double[] sorted = _mus[..count];
        Array.Sort(sorted, order);
        for (int i = 0; i < count; i++)
        {
            double left = sorted[i] - (i > 0 ? sorted[i - 1] : _axis.Low);
            double right = (i < count - 1 ? sorted[i + 1] : _axis.High) - sorted[i];
            bool takesEnds = endpoints || count == 1;
            _sigmas[order[i]] = takesEnds ? Math.Max(left, right)
                : i == 0 ? right
                : i == count - 1 ? left
                : Math.Max(left, right);
        }
    }
}
