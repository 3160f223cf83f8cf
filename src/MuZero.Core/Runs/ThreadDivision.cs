namespace MuZero.Runs;

/// <summary>A run's use of time since the last reading, without evaluations.</summary>
/// <param name="Seconds">How long that was.</param>
/// <param name="Steps">Optimiser steps.</param>
/// <param name="Learning">Seconds of them spent in the learner.</param>
/// <param name="Sampling">Seconds that the trainer waited for samples.</param>
/// <param name="Idle">Seconds that this process's actors waited for the trainer, all of them together.</param>
internal readonly record struct DivisionReading(double Seconds, long Steps, double Learning, double Sampling, double Idle)
{
    public static DivisionReading operator +(DivisionReading a, DivisionReading b)
        => new(a.Seconds + b.Seconds, a.Steps + b.Steps, a.Learning + b.Learning, a.Sampling + b.Sampling, a.Idle + b.Idle);
}

/// <summary>Divides the processor between self-play and training by what is measured while they run. The rate limiter makes the side that
/// is ahead wait: if actors leave half a core or more idle, the learner tries one thread more and keeps it if its steps get shorter; if the
/// trainer waits, it gives one back, or another actor plays and goes on if the run gets faster.</summary>
/// <param name="cores">Of this process.</param>
/// <param name="actors">Actor threads of this process that play at first, and at least.</param>
/// <param name="mostActors">Actor threads of this process.</param>
internal sealed class ThreadDivision(int cores, int actors, int mostActors)
{
    // Shorter readings are added up first.
    private const double ShortestReading = 2.0;

    // Of the time, from which a core is worth a trial. Tic-tac-toe's actor waits for 0.6 of it, and a second thread makes its steps 1.3
    // times as fast. Connect four's trainer waits for 0.8, and a second actor makes the run 1.6 times as fast.
    private const double IdleCore = 0.5;
    private const double IdleTrainer = 0.3;
    private const double BusyTrainer = 0.1;
    private const double WorthIt = 0.9; // of the time that a step took before

    // Readings before the next trial: after one that was not worth it, and after a side waited.
    private const int LongRest = 30;
    private const int ShortRest = 5;

    private readonly int _fewestActors = actors;
    private DivisionReading _reading;
    private Trial? _trial; // of the thread that was added last, until the next reading
    private int _rest;
    private bool _hasRead; // the first reading includes the filling of the replay buffer

    /// <summary>Threads that the learner should have now.</summary>
    public int Learner { get; private set; } = 1;

    /// <summary>Actor threads that should play now.</summary>
    public int Actors { get; private set; } = actors;

    /// <summary>Takes a reading; <see cref="Learner"/> and <see cref="Actors"/> may be other numbers afterwards.</summary>
    public void Note(DivisionReading reading)
    {
        _reading += reading;
        if (_reading.Seconds < ShortestReading || _reading.Steps == 0)
        {
            return;
        }

        DivisionReading taken = _reading;
        Trial? trial = _trial;
        (_reading, _trial) = (default, null);
        if (trial is not null && trial.Seconds(taken) > WorthIt * trial.Before)
        {
            Add(trial.IsActor, -1);
            _rest = LongRest;
        }
        else if (!GivesBack(taken))
        {
            Try(taken);
        }

        _hasRead = true;
    }

    // True if a side that waits gave a thread back.
    private bool GivesBack(in DivisionReading taken)
    {
        double waits = taken.Sampling / taken.Seconds;
        bool learner = waits > IdleTrainer && Learner > 1;
        bool actor = waits < BusyTrainer && taken.Idle / taken.Seconds >= IdleCore && Actors > _fewestActors;
        if (learner || actor)
        {
            Add(actor, -1);
            _rest = ShortRest;
        }

        return learner || actor;
    }

    private void Try(in DivisionReading taken)
    {
        double waits = taken.Sampling / taken.Seconds;
        double idle = (taken.Idle / taken.Seconds) + Math.Max(0, cores - Actors - Learner);
        bool learner = waits < BusyTrainer && idle >= IdleCore && Learner < cores;
        bool actor = waits > IdleTrainer && Actors < mostActors && _hasRead;
        if (_rest > 0)
        {
            _rest--;
        }
        else if (learner || actor)
        {
            _trial = new Trial(actor, Trial.Seconds(actor, taken));
            Add(actor, 1);
        }
    }

    private void Add(bool isActor, int threads)
    {
        Actors += isActor ? threads : 0;
        Learner += isActor ? 0 : threads;
    }

    // Before: the seconds that Seconds measured with a thread less.
    private sealed record Trial(bool IsActor, double Before)
    {
        // Of a step: in the learner, or if an actor is on trial of the whole run.
        public static double Seconds(bool isActor, in DivisionReading reading)
            => (isActor ? reading.Seconds : reading.Learning) / reading.Steps;

        public double Seconds(in DivisionReading reading) => Seconds(IsActor, reading);
    }
}
