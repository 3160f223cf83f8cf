using MuZero.Numerics;
using MuZero.Tuning.Spaces;

namespace MuZero.Tuning.Schedulers;

/// <summary>Population based training (Jaderberg et al. 2017) as in Ray Tune, asynchronous: after each interval a trial of the lower
/// quantile goes on from the checkpoint of a random one of the upper quantile, with that trial's parameters perturbed.</summary>
/// <remarks><para>The quantiles are those of the scores at the trials' last intervals, ended trials left out; a quantile has at least one
/// trial and at most half of them. The copying trial also takes over the time of the other's last perturbation.</para>
/// <para>Differences from Ray: a perturbed value stays in its range and on its steps; NaN is the worst score; the other trial's newest
/// checkpoint is copied, where Ray copies that of its last interval, and skips the copy if the other trial was not in the upper quantile
/// then. Ray's synchronous mode is not offered. If scores fall with time, whoever goes ahead is the worst and copies one that is behind; so
/// a trial is set back at most as often as there are trials before it goes beyond the time that it has reached, and every population
/// ends.</para></remarks>
/// <param name="settings">The rule.</param>
/// <param name="mutations">The parameters to perturb; choices shift to a neighbour in their list.</param>
/// <param name="seed">With a trial's number, the time and the number of its copies it decides the perturbation.</param>
internal sealed class PopulationBasedTraining(
    PopulationBasedSettings settings, IReadOnlyDictionary<string, Distribution> mutations, ulong seed) : ITrialScheduler
{
    private readonly Dictionary<string, Distribution> _mutations = mutations.Where(entry => !entry.Value.IsSingle)
        .OrderBy(entry => entry.Key, StringComparer.Ordinal).ToDictionary();

    private readonly SortedDictionary<int, Member> _population = [];

    /// <summary>The parameters that a trial's newest checkpoint was trained with, since the start of the trial that it descends
    /// from.</summary>
    public PopulationBasedSchedule ScheduleOf(int trial) => _population[trial].Schedule;

    /// <inheritdoc/>
    public void Added(int trial, IReadOnlyDictionary<string, object?> parameters)
        => _population[trial] = new Member { Schedule = new PopulationBasedSchedule(trial, parameters, []) };

    /// <inheritdoc/>
    public TrialDecision Reported(int trial, double time, double value)
    {
        Member member = _population[trial];
        member.Time = time;
        if (time > member.Reached)
        {
            (member.Reached, member.SetBacks) = (time, 0);
        }

        if (time < settings.BurnInPeriod || time - member.Perturbed < settings.PerturbationInterval)
        {
            return TrialDecision.Continue;
        }

        member.Score = double.IsNaN(value) ? double.NegativeInfinity : value;
        member.Perturbed = time;
        (List<Member> lower, List<Member> upper) = Quantiles();
        if (member.SetBacks >= _population.Count)
        {
            upper = [.. upper.Where(source => source.Time >= time)];
        }

        return lower.Contains(member) && upper.Count > 0
            ? Exploit(trial, member, upper)
            : TrialDecision.Continue with { Yields = true };
    }

    /// <inheritdoc/>
    public void Ended(int trial) => _population[trial].IsEnded = true;

    /// <inheritdoc/>
    /// <remarks>The least trained trial comes first, so that the whole population advances.</remarks>
    public int? Next(IReadOnlyList<int> waiting) => waiting.MinBy(trial => _population[trial].Time);

    private (List<Member> Lower, List<Member> Upper) Quantiles()
    {
        List<Member> ranked = [.. _population.Values
            .Where(member => member is { IsEnded: false, Score: not null }).OrderBy(member => member.Score)];
        int size = Math.Min((int)Math.Ceiling(ranked.Count * settings.QuantileFraction), ranked.Count / 2);
        return (ranked[..size], ranked[^size..]);
    }

    private TrialDecision Exploit(int trial, Member member, List<Member> upper)
    {
        ulong stream = RandomStream.Derive(RandomStream.Derive(seed, (ulong)trial), BitConverter.DoubleToUInt64Bits(member.Time));
        RandomStream random = new(RandomStream.Derive(stream, (ulong)member.Copies++));
        Member source = upper[random.Next(upper.Count)];
        Dictionary<string, object?> parameters = Explore(source.Schedule.Last, random);
        member.Schedule = source.Schedule.Then(source.Time, parameters);
        member.SetBacks += source.Time < member.Time ? 1 : 0;
        (member.Time, member.Perturbed) = (source.Time, source.Perturbed);
        return new TrialDecision(TrialAction.Exploit, _population.First(entry => entry.Value == source).Key, parameters, Yields: true);
    }

    private Dictionary<string, object?> Explore(IReadOnlyDictionary<string, object?> parameters, RandomStream random)
    {
        Dictionary<string, object?> changed = new(parameters);
        foreach ((string name, Distribution distribution) in _mutations.Where(entry => parameters.ContainsKey(entry.Key)))
        {
            changed[name] = random.NextDouble() < settings.ResampleProbability
                ? distribution.ValueOf(distribution.Draw(random))
                : Perturb(distribution, parameters[name], random);
        }

        return changed;
    }

    private object? Perturb(Distribution distribution, object? value, RandomStream random)
    {
        if (distribution is CategoricalDistribution list)
        {
            int shifted = (int)list.RepresentationOf(value) + (random.Next(2) == 0 ? -1 : 1);
            return list.Choices[Math.Clamp(shifted, 0, list.Choices.Count - 1)];
        }

        double factor = settings.PerturbationFactors[random.Next(settings.PerturbationFactors.Count)];
        double changed = distribution.RepresentationOf(value) * factor;
        return distribution switch
        {
            IntDistribution whole => Math.Clamp(OnStep(whole, (long)changed), whole.Low, whole.High),
            FloatDistribution { Step: { } step } real
                => Math.Clamp(real.Low + (step * Math.Round((changed - real.Low) / step)), real.Low, real.High),
            FloatDistribution real => Math.Clamp(changed, real.Low, real.High),
            _ => value,
        };
    }

    private static long OnStep(IntDistribution whole, long value) => whole.Low + ((value - whole.Low) / whole.Step * whole.Step);

    private sealed class Member
    {
        public required PopulationBasedSchedule Schedule { get; set; }

        public double Time { get; set; }

        public double Perturbed { get; set; }

        public double? Score { get; set; }

        public bool IsEnded { get; set; }

        public int Copies { get; set; }

        /// <summary>The largest time that the trial has reported.</summary>
        public double Reached { get; set; }

        /// <summary>Copies of a trial that was behind, since <see cref="Reached"/> last grew.</summary>
        public int SetBacks { get; set; }
    }
}
