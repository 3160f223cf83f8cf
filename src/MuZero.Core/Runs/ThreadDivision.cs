namespace MuZero.Runs;

/// <summary>A run's use of time since the last reading, without evaluations.</summary>
/// <param name="Seconds">How long that was.</param>
/// <param name="Steps">Optimiser steps.</param>
/// <param name="Learning">Seconds of them spent in the learner.</param>
/// <param name="Sampling">Seconds that the trainer waited for samples, reanalysis included.</param>
/// <param name="Idle">Seconds that this process's actors waited for the trainer, all of them together.</param>
internal readonly record struct DivisionReading(double Seconds, long Steps, double Learning, double Sampling, double Idle)
{
    /// <summary>Seconds of <see cref="Sampling"/> in which the trainer waited for reanalysis.</summary>
    public double Reanalysis { get; init; }

    /// <summary>Seconds that reanalysis waited for the trainer, all threads together.</summary>
    public double ReanalysersIdle { get; init; }

    public static DivisionReading operator +(DivisionReading a, DivisionReading b)
        => new(a.Seconds + b.Seconds, a.Steps + b.Steps, a.Learning + b.Learning, a.Sampling + b.Sampling, a.Idle + b.Idle)
        {
            Reanalysis = a.Reanalysis + b.Reanalysis,
            ReanalysersIdle = a.ReanalysersIdle + b.ReanalysersIdle,
        };
}

/// <summary>Divides the processor between self-play and training by what is measured while they run. The rate limiter makes the side that
/// is ahead wait: if actors leave half a core or more idle, the learner tries one thread more and keeps it if its steps get shorter; if the
/// trainer waits, it gives one back, or another actor plays, or another thread searches again, and goes on if the run gets
/// faster.</summary>
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

    /// <summary>Threads that should search again now; 0 without reanalysis.</summary>
    public int Reanalysers { get; set; } // begins with those of the run

    /// <summary>The most threads that may search again; 0 leaves <see cref="Reanalysers"/> as it is.</summary>
    public int MostReanalysers { get; init; }

    /// <summary>Takes a reading; the numbers of threads may be others afterwards.</summary>
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
            Add(trial.Side, -1);
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
        Side? side = waits > IdleTrainer && Learner > 1 ? Side.Learner
            : waits < BusyTrainer && taken.Idle / taken.Seconds >= IdleCore && Actors > _fewestActors ? Side.Actors
            : taken.ReanalysersIdle / taken.Seconds >= 1.0 + IdleCore && Reanalysers > 1 && MostReanalysers > 0 ? Side.Reanalysers
            : null;
        if (side is { } given)
        {
            Add(given, -1);
            _rest = ShortRest;
        }

        return side is not null;
    }

    private void Try(in DivisionReading taken)
    {
        double waits = taken.Sampling / taken.Seconds;
        double reanalysis = taken.Reanalysis / taken.Seconds;
        double idle = ((taken.Idle + taken.ReanalysersIdle) / taken.Seconds) + Math.Max(0, cores - Actors - Learner - Reanalysers);
        Side? side = waits < BusyTrainer && idle >= IdleCore && Learner < cores ? Side.Learner
            : reanalysis > IdleTrainer && Reanalysers < MostReanalysers && _hasRead ? Side.Reanalysers
            : waits - reanalysis > IdleTrainer && Actors < mostActors && _hasRead ? Side.Actors
            : null;
        if (_rest > 0)
        {
            _rest--;
        }
        else if (side is { } tried)
        {
            _trial = new Trial(tried, Trial.Seconds(tried, taken));
            Add(tried, 1);
        }
    }

    private void Add(Side side, int threads)
    {
        Actors += side == Side.Actors ? threads : 0;
        Learner += side == Side.Learner ? threads : 0;
        Reanalysers += side == Side.Reanalysers ? threads : 0;
    }

    private enum Side
    {
        Learner,
        Actors,
        Reanalysers,
    }

    // Before: the seconds that Seconds measured with a thread less.
    private sealed record Trial(Side Side, double Before)
    {
        // Of a step: in the learner if it has the thread on trial, else of the whole run.
        public static double Seconds(Side side, in DivisionReading reading)
            => (side == Side.Learner ? reading.Learning : reading.Seconds) / reading.Steps;

        public double Seconds(in DivisionReading reading) => Seconds(Side, reading);
    }
}
