using MuZero.Tuning.Schedulers;

namespace MuZero.Tests.Shared.Tuning;

/// <summary>Training without a game: one number per iteration.</summary>
internal interface ISimulatedModel
{
    /// <summary>Trains for one iteration.</summary>
    /// <returns>The metric; larger is better.</returns>
    double Train();

    /// <summary>A copy of the model that trains on with other parameters.</summary>
    ISimulatedModel Copy(IReadOnlyDictionary<string, object?> parameters);
}

/// <summary>A trial of a <see cref="SimulatedTuner"/>.</summary>
/// <param name="Parameters">Its parameters at the start.</param>
/// <param name="Model">Its model at the start.</param>
/// <param name="IterationLength">The virtual time of one iteration.</param>
internal sealed record SimulatedTrial(IReadOnlyDictionary<string, object?> Parameters, ISimulatedModel Model, double IterationLength = 1.0);

/// <summary>An event of a simulation.</summary>
internal readonly record struct SimulatedReport(int Trial, int Time, double Value, TrialAction Action);

/// <summary>Runs trials under a scheduler on workers in virtual time: no threads, no waiting.</summary>
/// <param name="scheduler">Decides.</param>
/// <param name="workers">Trials that run at a time.</param>
/// <param name="longest">Iterations after which a trial ends by itself.</param>
internal sealed class SimulatedTuner(ITrialScheduler scheduler, int workers, int longest)
{
    private readonly List<SimulatedReport> _reports = [];
    private readonly List<ISimulatedModel> _models = [];
    private readonly List<int> _times = [];
    private readonly SortedSet<int> _waiting = [];
    private readonly PriorityQueue<int, (double Time, int Order)> _running = new();
    private IReadOnlyList<SimulatedTrial> _trials = [];
    private double _now;
    private int _order;

    /// <summary>Every report in the order of the events.</summary>
    public IReadOnlyList<SimulatedReport> Reports => _reports;

    /// <summary>The models by trial.</summary>
    public IReadOnlyList<ISimulatedModel> Models => _models;

    /// <summary>Runs trials to their ends.</summary>
    /// <param name="trials">The trials by number.</param>
    /// <param name="isAddedAtOnce">True to add all before the first one runs; false to add one if a worker has nothing else to
    /// run.</param>
    public void Run(IReadOnlyList<SimulatedTrial> trials, bool isAddedAtOnce = false)
    {
        _trials = trials;
        while (isAddedAtOnce && _models.Count < trials.Count)
        {
            _waiting.Add(Add());
        }

        Fill();
        while (_running.TryDequeue(out int trial, out (double Time, int Order) due))
        {
            _now = due.Time;
            Report(trial);
            Fill();
        }
    }

    private int Add()
    {
        int trial = _models.Count;
        _models.Add(_trials[trial].Model);
        _times.Add(0);
        scheduler.Added(trial, _trials[trial].Parameters);
        if (_models.Count == _trials.Count)
        {
            scheduler.AllAdded();
        }

        return trial;
    }

    private void Fill()
    {
        while (true)
        {
            foreach (int dropped in scheduler.Dropped([.. _waiting]))
            {
                _waiting.Remove(dropped);
                scheduler.Ended(dropped);
            }

            int? next = _running.Count >= workers ? null : _waiting.Count > 0 ? scheduler.Next([.. _waiting]) : null;
            if (next is null && _running.Count < workers && _models.Count < _trials.Count)
            {
                next = Add();
            }

            if (next is not { } trial)
            {
                return;
            }

            _waiting.Remove(trial);
            Start(trial);
        }
    }

    private void Start(int trial) => _running.Enqueue(trial, (_now + _trials[trial].IterationLength, _order++));

    private void Report(int trial)
    {
        double value = _models[trial].Train();
        int time = ++_times[trial];
        TrialDecision decision = scheduler.Reported(trial, time, value);
        _reports.Add(new SimulatedReport(trial, time, value, decision.Action));
        if (decision.Action == TrialAction.Exploit)
        {
            _models[trial] = _models[decision.Source].Copy(decision.Parameters!);
            _times[trial] = _times[decision.Source];
        }

        if (decision.Action == TrialAction.Stop || _times[trial] >= longest)
        {
            scheduler.Ended(trial);
        }
        else if (decision.Action == TrialAction.Pause || (decision.Yields && (_waiting.Count > 0 || _models.Count < _trials.Count)))
        {
            _waiting.Add(trial);
        }
        else
        {
            Start(trial);
        }
    }
}
