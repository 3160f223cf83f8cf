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
/// is ahead wait: if actors leave half a core or more idle, the learner tries one thread more and keeps it if its steps get shorter; if it
/// waits itself, it gives one back.</summary>
/// <param name="cores">Of this process.</param>
/// <param name="actors">Actor threads of this process.</param>
internal sealed class ThreadDivision(int cores, int actors)
{
    // Shorter readings are added up first.
    private const double ShortestReading = 2.0;

    // Of the time, from which a core is worth a trial. Tic-tac-toe's actor waits for 0.6 of it, and a second thread makes its steps 1.3
    // times as fast.
    private const double IdleCore = 0.5;
    private const double IdleTrainer = 0.3;
    private const double BusyTrainer = 0.1;
    private const double WorthIt = 0.9; // of the time that a step took before

    // Readings before the next trial: after one that was not worth it, and after the trainer waited.
    private const int LongRest = 30;
    private const int ShortRest = 5;

    private DivisionReading _reading;
    private double _before; // seconds per step with a thread less, while one more is on trial; else 0
    private int _rest;

    /// <summary>Threads that the learner should have now.</summary>
    public int Threads { get; private set; } = 1;

    /// <summary>Takes a reading; <see cref="Threads"/> may be another number afterwards.</summary>
    public void Note(DivisionReading reading)
    {
        _reading += reading;
        if (_reading.Seconds < ShortestReading || _reading.Steps == 0)
        {
            return;
        }

        DivisionReading taken = _reading;
        _reading = default;
        double perStep = taken.Learning / taken.Steps, sampling = taken.Sampling / taken.Seconds;
        double idle = (taken.Idle / taken.Seconds) + Math.Max(0, cores - actors - Threads);
        if (_before > 0.0 && perStep > WorthIt * _before)
        {
            Threads--;
            _rest = LongRest;
        }
        else if (sampling > IdleTrainer && Threads > 1)
        {
            Threads--;
            _rest = ShortRest;
        }
        else if (_rest > 0)
        {
            _rest--;
        }
        else if (sampling < BusyTrainer && idle >= IdleCore && Threads < cores)
        {
            Threads++;
            _before = perStep;
            return;
        }

        _before = 0.0;
    }
}
