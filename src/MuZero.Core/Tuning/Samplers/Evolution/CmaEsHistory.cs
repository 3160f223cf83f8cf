using MuZero.Numerics;
using MuZero.Tuning.Samplers.Parzen;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Samplers.Evolution;

/// <summary>The evolution strategy of a study, folded from its complete trials in the order in which they ended.</summary>
/// <remarks>Every lambda trials are a generation. A trial that was asked for in an earlier generation counts in the one in which it ends,
/// so that several workers need not wait for each other. Each range is mapped to [0, 1].</remarks>
internal sealed class CmaEsHistory(StudyState study, CmaEsOptions options)
{
    private const double SmallestDeviation = 1e-9, SmallestDifference = 1e-12, LargestCondition = 1e14;

    private readonly List<Trial> _trials = [];
    private readonly List<(double Violation, double Loss, double[] Point)> _generation = [];
    private readonly Queue<double> _bestLosses = [];
    private Dictionary<string, Distribution> _space = [];
    private NumericAxis[] _axes = [];
    private CmaEs? _strategy;
    private int _read, _restarts;

    /// <summary>The parameters that are drawn together: numbers that all complete trials have.</summary>
    public IReadOnlyDictionary<string, Distribution> Space => _space;

    /// <summary>Reads the trials that ended since.</summary>
    public void Update()
    {
        for (; _read < study.Finished.Count; _read++)
        {
            if (study.Finished[_read].State != TrialState.Complete)
            {
                continue;
            }

            _trials.Add(study.Finished[_read]);
            if (_trials.Count < options.StartupTrials)
            {
                continue;
            }

            Dictionary<string, Distribution> space = SpaceNow();
            if (_space.Count == space.Count && space.All(entry => entry.Value == _space.GetValueOrDefault(entry.Key)))
            {
                Tell(_trials[^1]);
            }
            else
            {
                Restart(space);
            }
        }
    }

    /// <summary>Draws the parameters of the space.</summary>
    public Dictionary<string, double> Sample(RandomStream random)
    {
        double[] point = SampleInside(random);
        return _space.Keys.Select((name, i) => (name, i)).ToDictionary(
            entry => entry.name, entry => _axes[entry.i].Represent(_axes[entry.i].Low + (point[entry.i] * _axes[entry.i].Length)));
    }

    // Points outside are drawn again, as long as this is likely to succeed, and then moved to the nearest one inside.
    private double[] SampleInside(RandomStream random)
    {
        const int tries = 100;
        double[] point = _strategy!.Sample(random);
        for (int i = 1; i < tries && !Array.TrueForAll(point, place => place is >= 0.0 and <= 1.0); i++)
        {
            point = _strategy.Sample(random);
        }

        return [.. point.Select(place => Math.Clamp(place, 0.0, 1.0))];
    }

    private Dictionary<string, Distribution> SpaceNow()
    {
        IEnumerable<string> names = _space.Count > 0 && _trials.Count > options.StartupTrials
            ? _space.Keys.Where(_trials[^1].Parameters.ContainsKey)
            : ParameterGroups.Common(_trials);
        return names.Where(name => study.Parameters[name] is not CategoricalDistribution and { IsSingle: false })
            .ToDictionary(name => name, name => study.Parameters[name]);
    }

    private void Restart(Dictionary<string, Distribution> space)
    {
        (_space, _restarts) = (space, 0);
        _axes = [.. space.Values.Select(range => new NumericAxis(range))];
        _generation.Clear();
        _bestLosses.Clear();
        _strategy = space.Count > 0 ? Start([.. Enumerable.Repeat(0.5, space.Count)]) : null;
        _trials[options.StartupTrials..].ForEach(Tell);
    }

    private CmaEs Start(double[] mean)
    {
        int population = Math.Max(4, options.Population ?? (4 + (int)(3.0 * Math.Log(mean.Length))));
        return new CmaEs(mean, options.StepSize, (int)Math.Min(100_000.0, population * Math.Pow(options.RestartGrowth, _restarts)));
    }

    private void Tell(Trial trial)
    {
        if (_strategy is null || !_space.All(entry => entry.Value.Contains(trial.Parameters[entry.Key].Representation)))
        {
            return;
        }

        double[] point = [.. _space.Keys.Select(
            (name, i) => (_axes[i].Place(trial.Parameters[name].Representation) - _axes[i].Low) / _axes[i].Length)];
        double loss = study.Directions[0] == Direction.Minimize ? trial.Value : -trial.Value;
        _generation.Add((trial.Constraints.Where(violation => violation > 0.0).Sum(), loss, point));
        if (_generation.Count < _strategy.Population)
        {
            return;
        }

        // A stable sort: equal losses stay in the order in which they came.
        List<(double Violation, double Loss, double[] Point)> ranked =
            [.. _generation.OrderBy(entry => entry.Violation).ThenBy(entry => entry.Loss)];
        _generation.Clear();
        // A fifth of a step keeps whole parameters moving.
        _strategy.Update([.. ranked.Select(entry => entry.Point)], [.. _axes.Select((axis, i) => 0.2 * StepAt(axis, _strategy.Mean[i]))]);
        if (IsStagnant(ranked[0].Loss, ranked[^1].Loss))
        {
            Elsewhere();
        }
    }

    private static double StepAt(NumericAxis axis, double mean)
    {
        if (axis.Step == 0.0)
        {
            return 0.0;
        }

        (double left, double right) = axis.Bin(axis.Represent(axis.Low + (Math.Clamp(mean, 0.0, 1.0) * axis.Length)));
        return (right - left) / axis.Length;
    }

    private bool IsStagnant(double best, double worst)
    {
        int kept = 10 + (int)Math.Ceiling(30.0 * _space.Count / _strategy!.Population);
        _bestLosses.Enqueue(best);
        if (_bestLosses.Count > kept)
        {
            _bestLosses.Dequeue();
        }

        bool isFlat = _bestLosses.Count == kept && worst - best < SmallestDifference
            && _bestLosses.Max() - _bestLosses.Min() < SmallestDifference;
        return isFlat || _strategy.Condition > LargestCondition
            || Enumerable.Range(0, _space.Count).All(i => _strategy.Deviation(i) < SmallestDeviation);
    }

    // The study does not know the seed; the first trial's parameters stand for it.
    private void Elsewhere()
    {
        _restarts++;
        _bestLosses.Clear();
        ulong seed = _space.Keys.Aggregate((ulong)_restarts, (mixed, name)
            => RandomStream.Derive(mixed, BitConverter.DoubleToUInt64Bits(_trials[0].Parameters[name].Representation)));
        RandomStream random = new(seed);
        _strategy = Start([.. _space.Select(_ => random.NextDouble())]);
    }
}
