using MuZero.Numerics;

namespace MuZero.Tests.Shared.Tuning;

/// <summary>The toy of Jaderberg et al. 2017, figure 2: gradient ascent on the surrogate 1.2 - h0 theta0^2 - h1 theta1^2, judged by
/// 1.2 - theta0^2 - theta1^2.</summary>
internal sealed class SurrogateToy(double h0, double h1, double theta0 = 0.9, double theta1 = 0.9) : ISimulatedModel
{
    private const double Rate = 0.01;

    private double _theta0 = theta0, _theta1 = theta1;

    public double Train()
    {
        _theta0 -= 2.0 * Rate * h0 * _theta0;
        _theta1 -= 2.0 * Rate * h1 * _theta1;
        return 1.2 - (_theta0 * _theta0) - (_theta1 * _theta1);
    }

    public ISimulatedModel Copy(IReadOnlyDictionary<string, object?> parameters)
        => new SurrogateToy(PopulationRuns.Number(parameters, "h0"), PopulationRuns.Number(parameters, "h1"), _theta0, _theta1);
}

/// <summary>Training whose best learning rate falls from 0.1 to 0.001: an iteration gains exp(-(ln(rate / best rate))^2) less noise, where
/// the best rate follows the gain so far.</summary>
internal sealed class MovingOptimum : ISimulatedModel
{
    private const double Goal = 100.0;

    private readonly RandomStream _random;
    private readonly double _rate;
    private double _gained;

    /// <summary>Starts with nothing gained.</summary>
    public MovingOptimum(double rate, ulong seed) => (_rate, _random) = (rate, new RandomStream(seed));

    private MovingOptimum(double rate, double gained, RandomState state)
    {
        (_rate, _gained, _random) = (rate, gained, new RandomStream(0));
        _random.State = state;
    }

    public double Train()
    {
        double best = 0.1 * Math.Pow(0.01, Math.Min(1.0, _gained / Goal));
        double distance = Math.Log(_rate / best);
        _gained += Math.Exp(-distance * distance) * (0.5 + _random.NextDouble());
        return _gained;
    }

    public ISimulatedModel Copy(IReadOnlyDictionary<string, object?> parameters)
        => new MovingOptimum(PopulationRuns.Number(parameters, "lr"), _gained, _random.State);
}
