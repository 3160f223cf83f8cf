using MuZero.Replay;

namespace MuZero.Runs;

/// <summary>The age of the targets that the trainer draws, in a run with reanalysis.</summary>
/// <param name="newest">The version of the newest weights.</param>
internal sealed class TargetMeter(Func<long> newest)
{
    private long _drawn;
    private long _drawnFresh;
    private long _targetLag;

    /// <summary>The draws among a reanalysis's counts.</summary>
    public ReanalysisCounters Draws => new() { Drawn = _drawn, DrawnFresh = _drawnFresh, TargetLag = _targetLag };

    /// <summary>Counts drawn positions.</summary>
    public void Count(ReadOnlySpan<ReplaySample> samples)
    {
        long version = newest();
        foreach (ref readonly ReplaySample sample in samples)
        {
            _drawnFresh += sample.Episode.ReanalysedWeightVersion > 0 ? 1 : 0;
            _targetLag += version - sample.Episode.TargetWeightVersion;
        }

        _drawn += samples.Length;
    }
}
