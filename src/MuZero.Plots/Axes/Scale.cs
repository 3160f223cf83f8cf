namespace MuZero.Plots.Axes;

/// <summary>A place on an axis.</summary>
/// <param name="At">The share of the axis's length, from 0 to 1.</param>
/// <param name="Label">Its text; empty for a line between labels.</param>
internal readonly record struct Tick(double At, string Label);

/// <summary>Maps values to shares of an axis's length.</summary>
/// <param name="title">The axis's title, with the unit if there is one.</param>
internal abstract class Scale(string title)
{
    public string Title => title;

    /// <summary>The share of the length at which a value is: 0 to 1, or beyond if the value is.</summary>
    public abstract double At(double value);

    /// <summary>The value at a share of the length.</summary>
    public abstract double ValueAt(double share);

    /// <summary>Ticks of which at most <paramref name="most"/> have labels.</summary>
    public abstract IReadOnlyList<Tick> Ticks(int most);

    /// <summary>The same scale without a title.</summary>
    public abstract Scale Untitled();

    /// <summary>True if labels are texts, which may be long.</summary>
    public virtual bool IsCategorical => false;
}

/// <summary>Equal distances for equal differences.</summary>
/// <param name="title">The axis's title.</param>
/// <param name="low">The value at 0.</param>
/// <param name="high">The value at 1.</param>
/// <param name="firstTick">No tick is below this value.</param>
/// <param name="lastTick">No tick is above this value.</param>
/// <param name="isWhole">True for ticks at whole numbers only.</param>
internal sealed class LinearScale(string title, double low, double high, double firstTick, double lastTick, bool isWhole) : Scale(title)
{
    public override double At(double value) => (value - low) / (high - low);

    public override double ValueAt(double share) => low + (share * (high - low));

    public override Scale Untitled() => new LinearScale("", low, high, firstTick, lastTick, isWhole);

    public override IReadOnlyList<Tick> Ticks(int most)
    {
        double step = Step((lastTick - firstTick) / Math.Max(1, most - 1));
        double largest = Math.Max(Math.Abs(firstTick), Math.Abs(lastTick));
        double first = Math.Ceiling((firstTick / step) - 1e-9), last = Math.Floor((lastTick / step) + 1e-9);
        List<Tick> ticks = [];
        for (double i = first; i <= last && ticks.Count < 100; i++)
        {
            ticks.Add(new Tick(At(i * step), NumberText.Tick(i * step, step, largest)));
        }

        // A range between two round numbers, such as of one single value.
        return ticks.Count > 0 ? ticks : [new Tick(At((firstTick + lastTick) / 2.0), NumberText.Short((firstTick + lastTick) / 2.0))];
    }

    // The next of 1, 2, 5 times a power of ten.
    private double Step(double least)
    {
        double wanted = Math.Max(least, isWhole ? 1.0 : double.Epsilon);
        if (!(wanted > 0.0) || double.IsSubnormal(wanted))
        {
            return 1.0;
        }

        double power = Math.Pow(10.0, Math.Floor(Math.Log10(wanted) + 1e-9));
        double[] factors = [1.0, 2.0, 5.0, 10.0];
        return power * factors.First(factor => (factor * power) >= wanted * (1.0 - 1e-9) || factor == 10.0);
    }
}

/// <summary>Equal distances for equal ratios.</summary>
/// <param name="title">The axis's title.</param>
/// <param name="low">The value at 0, positive.</param>
/// <param name="high">The value at 1.</param>
/// <param name="firstTick">No tick is below this value.</param>
/// <param name="lastTick">No tick is above this value.</param>
internal sealed class LogScale(string title, double low, double high, double firstTick, double lastTick) : Scale(title)
{
    private const double Slack = 1.0 + 1e-9;

    private static readonly double[][] _factors = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3], [1]];

    public override double At(double value) => (Math.Log(value) - Math.Log(low)) / (Math.Log(high) - Math.Log(low));

    public override double ValueAt(double share) => low * Math.Pow(high / low, share);

    public override Scale Untitled() => new LogScale("", low, high, firstTick, lastTick);

    public override IReadOnlyList<Tick> Ticks(int most)
    {
        int firstDecade = (int)Math.Floor(Math.Log10(firstTick) - 1e-9), lastDecade = (int)Math.Floor(Math.Log10(lastTick) + 1e-9);
        HashSet<double> labelled = [.. Labelled(firstDecade, lastDecade, Math.Max(2, most))];
        List<Tick> ticks = [.. labelled.Order().Select(value => new Tick(At(value), NumberText.Short(value)))];
        if (lastDecade - firstDecade <= 8)
        {
            ticks.AddRange(Values(firstDecade, lastDecade, _factors[0], 1).Where(value => !labelled.Contains(value))
                .Select(value => new Tick(At(value), "")));
        }

        if (ticks.All(tick => tick.Label.Length == 0))
        {
            // Within one step of a decade.
            ticks = [new Tick(At(firstTick), NumberText.Short(firstTick)), new Tick(At(lastTick), NumberText.Short(lastTick))];
        }

        return ticks;
    }

    private List<double> Labelled(int firstDecade, int lastDecade, int most)
    {
        foreach (double[] factors in _factors)
        {
            List<double> values = [.. Values(firstDecade, lastDecade, factors, 1)];
            if (values.Count <= most)
            {
                return values;
            }
        }

        int every = 2;
        while (((lastDecade - firstDecade) / every) + 1 > most)
        {
            every++;
        }

        return [.. Values(firstDecade, lastDecade, [1.0], every)];
    }

    private IEnumerable<double> Values(int firstDecade, int lastDecade, double[] factors, int every)
    {
        for (int decade = firstDecade; decade <= lastDecade; decade++)
        {
            foreach (double factor in factors.Where(_ => decade % every == 0))
            {
                double value = double.Parse(string.Create(CultureInfo.InvariantCulture, $"{factor}e{decade}"),
                    CultureInfo.InvariantCulture);
                if (value * Slack >= firstTick && value <= lastTick * Slack)
                {
                    yield return value;
                }
            }
        }
    }
}

/// <summary>A place for each of several texts; a value is an index.</summary>
/// <param name="title">The axis's title.</param>
/// <param name="labels">The texts in order.</param>
internal sealed class CategoryScale(string title, IReadOnlyList<string> labels) : Scale(title)
{
    public override bool IsCategorical => true;

    public int Count => labels.Count;

    public override double At(double value) => (value + 0.5) / labels.Count;

    public override double ValueAt(double share) => Math.Clamp(Math.Floor(share * labels.Count), 0.0, labels.Count - 1.0);

    public override Scale Untitled() => new CategoryScale("", labels);

    public override IReadOnlyList<Tick> Ticks(int most)
    {
        int every = (labels.Count + Math.Max(1, most) - 1) / Math.Max(1, most);
        return [.. Enumerable.Range(0, labels.Count).Where(i => i % every == 0).Select(i => new Tick(At(i), labels[i]))];
    }
}
