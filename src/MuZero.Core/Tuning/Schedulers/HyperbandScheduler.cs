namespace MuZero.Tuning.Schedulers;

/// <summary>Synchronous Hyperband (Li et al. 2018): trials fill brackets; at the end of a round each one pauses, and if all of the bracket
/// have come there the best of them run on and the others end.</summary>
/// <remarks>The brackets are Ray Tune's or the paper's (<see cref="HyperbandTable"/>). A bracket waits until it is full or no trial is
/// added any more; Ray halves it before. At the last round a trial stops as soon as it is there; Ray pauses it until the others are. Of
/// equal results the later trial's is the better one, as in Ray; NaN is the worst.</remarks>
internal sealed class HyperbandScheduler(HyperbandSettings settings) : ITrialScheduler
{
    private readonly IReadOnlyList<IReadOnlyList<HyperbandRound>> _table = settings.Rule == HyperbandRule.Paper
        ? HyperbandTable.Paper(settings.MaxT, settings.ReductionFactor)
        : HyperbandTable.Ray(settings.MaxT, settings.ReductionFactor, settings.Rule == HyperbandRule.Ray);

    private readonly List<Bracket> _brackets = [];
    private readonly Dictionary<int, Bracket> _bracketOf = [];
    private readonly HashSet<int> _dropped = [];
    private bool _allAdded;

    /// <inheritdoc/>
    public void Added(int trial, IReadOnlyDictionary<string, object?> parameters)
    {
        if (_brackets is not [.., { IsFull: false }])
        {
            _brackets.Add(new Bracket(_table[_brackets.Count % _table.Count], settings.StopLastTrials));
        }

        _bracketOf[trial] = _brackets[^1];
        _brackets[^1].Add(trial);
    }

    /// <inheritdoc/>
    public TrialDecision Reported(int trial, double time, double value)
    {
        Bracket bracket = _bracketOf[trial];
        if (!bracket.Report(trial, time, value))
        {
            return TrialDecision.Stop;
        }

        Halve(bracket);
        return _dropped.Remove(trial) ? TrialDecision.Stop : bracket.MayRun(trial) ? TrialDecision.Continue : TrialDecision.Pause;
    }

    /// <inheritdoc/>
    public void Ended(int trial)
    {
        _dropped.Remove(trial);
        _bracketOf[trial].Remove(trial);
        Halve(_bracketOf[trial]);
    }

    /// <inheritdoc/>
    public void AllAdded()
    {
        _allAdded = true;
        _brackets.ForEach(Halve);
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> Dropped(IReadOnlyList<int> waiting) => [.. waiting.Where(_dropped.Contains)];

    /// <inheritdoc/>
    /// <remarks>The bracket with the smallest completed share of its work comes first, as in Ray; a later band of brackets follows an
    /// earlier one.</remarks>
    public int? Next(IReadOnlyList<int> waiting)
    {
        HashSet<int> candidates = [.. waiting];
        foreach (Bracket bracket in _brackets.Chunk(_table.Count).SelectMany(band => band.OrderBy(bracket => bracket.Progress)))
        {
            foreach (int trial in bracket.Live.Where(trial => candidates.Contains(trial) && bracket.MayRun(trial)))
            {
                return trial;
            }
        }

        return null;
    }

    private void Halve(Bracket bracket)
    {
        while ((bracket.IsFull || _allAdded) && !bracket.IsLastRound && bracket.IsRoundComplete)
        {
            _dropped.UnionWith(bracket.Halve());
        }

        _dropped.UnionWith(bracket.Finish());
    }

    // The trials of one bracket, in the order in which they were added.
    private sealed class Bracket(IReadOnlyList<HyperbandRound> rounds, bool isLastRoundLimited)
    {
        private readonly List<int> _live = [];
        private readonly Dictionary<int, (double Time, double Value)> _results = [];
        private int _added;
        private int _round;

        public IReadOnlyList<int> Live => _live;

        public bool IsFull => _added >= rounds[0].Trials;

        public bool IsLastRound => _round == rounds.Count - 1;

        public bool IsRoundComplete => _live.Count > 0 && !_live.Exists(MayRun);

        public double Progress => _results.Values.Sum(result => result.Time) / rounds.Select(
            (round, i) => round.Trials * (round.Time - (i == 0 ? 0.0 : rounds[i - 1].Time))).Sum();

        public bool MayRun(int trial)
            => _results.GetValueOrDefault(trial).Time < rounds[_round].Time || (IsLastRound && !isLastRoundLimited);

        public void Add(int trial)
        {
            _live.Add(trial);
            _added++;
        }

        public void Remove(int trial) => _live.Remove(trial);

        // False if the trial has been dropped.
        public bool Report(int trial, double time, double value)
        {
            _results[trial] = (time, value);
            return _live.Contains(trial);
        }

        // The trials that are dropped.
        public List<int> Halve()
        {
            int kept = rounds[++_round].Trials;
            List<int> worst = [.. _live.OrderBy(trial => Rank(_results[trial].Value)).Take(Math.Max(0, _live.Count - kept))];
            _live.RemoveAll(worst.Contains);
            return worst;
        }

        // The trials that have come to the end of the last round.
        public List<int> Finish()
        {
            List<int> finished = IsLastRound ? _live.FindAll(trial => !MayRun(trial)) : [];
            _live.RemoveAll(finished.Contains);
            return finished;
        }

        private static double Rank(double value) => double.IsNaN(value) ? double.NegativeInfinity : value;
    }
}
