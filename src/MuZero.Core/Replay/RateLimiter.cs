using MuZero.Errors;

namespace MuZero.Replay;

/// <summary>Keeps samples per insert near a target by holding back whichever side runs ahead: Reverb's SampleToInsertRatio
/// (docs/ALGORITHM.md 3.5).</summary>
/// <remarks> The balance inserts * samples-per-insert - samples is kept near [min, max]. An insert is allowed if the balance before it is
/// at most max, or if fewer positions than the least number were ever inserted; a draw is allowed from that number on, if the balance
/// before it is at least min. Reverb checks the balance after the call instead. Here one call brings a whole episode, or takes a whole
/// batch, and one larger than the window could then never pass. Judged by the balance before, at least one side may always go on, and a
/// side overshoots by at most one episode or batch.
/// </remarks>
internal sealed class RateLimiter
{
    private readonly double _samplesPerInsert;
    private readonly long _minPositions;
    private readonly double _minDiff;
    private readonly double _maxDiff;

    /// <summary>A limiter with an explicit window.</summary>
    /// <param name="samplesPerInsert">The target, above 0.</param>
    /// <param name="minPositions">Positions inserted before the first draw, at least 1.</param>
    /// <param name="minDiff">Least balance, in samples, at which draws are allowed.</param>
    /// <param name="maxDiff">Largest balance, in samples, at which inserts are allowed.</param>
    /// <exception cref="UserException">The window is narrower than 2 * max(1, samples per insert), or a number is out of its
    /// range.</exception>
    public RateLimiter(double samplesPerInsert, long minPositions, double minDiff, double maxDiff)
    {
        Require(double.IsFinite(samplesPerInsert) && samplesPerInsert > 0.0,
            $"replay.samples_per_insert is {samplesPerInsert}; it must be above 0");
        Require(minPositions >= 1, $"replay.min_positions is {minPositions}; it must be at least 1");
        double least = 2.0 * Math.Max(1.0, samplesPerInsert);
        // The bounds are sums that were rounded; a window that is meant to be just wide enough must pass.
        double rounding = 1e-12 * (Math.Abs(minDiff) + Math.Abs(maxDiff) + least);
        Require(
            maxDiff - minDiff >= least - rounding,
            $"replay.error_buffer leaves samples a window of {maxDiff - minDiff}, which is below 2 * max(1, replay.samples_per_insert) = "
                + $"{least}; set replay.error_buffer to at least {least / 2.0}");
        _samplesPerInsert = samplesPerInsert;
        _minPositions = minPositions;
        _minDiff = minDiff;
        _maxDiff = maxDiff;
    }

    /// <summary>The least balance, in samples, at which draws are allowed.</summary>
    public double MinBalance => _minDiff;

    /// <summary>The largest balance, in samples, at which inserts are allowed.</summary>
    public double MaxBalance => _maxDiff;

    /// <summary>Positions ever inserted.</summary>
    public long Inserted { get; private set; }

    /// <summary>Positions ever drawn.</summary>
    public long Sampled { get; private set; }

    /// <summary>True if an episode of any length may be inserted.</summary>
    public bool CanInsert => Inserted < _minPositions || Balance <= _maxDiff;

    /// <summary>True if a batch of any size may be drawn.</summary>
    public bool CanSample => Inserted >= _minPositions && Balance >= _minDiff;

    private double Balance => (Inserted * _samplesPerInsert) - Sampled;

    /// <summary>The limiter of a buffer's options; its window is centred on <see cref="ReplayOptions.SamplesPerInsert"/> times
    /// <see cref="ReplayOptions.MinPositions"/>.</summary>
    /// <exception cref="UserException"><see cref="ReplayOptions.ErrorBuffer"/> is too small.</exception>
    public static RateLimiter For(ReplayOptions options)
    {
        double centre = options.SamplesPerInsert * options.MinPositions;
        double buffer = options.ErrorBuffer == 0.0 ? Math.Max(centre, Math.Max(1.0, options.SamplesPerInsert)) : options.ErrorBuffer;
        return new RateLimiter(options.SamplesPerInsert, options.MinPositions, centre - buffer, centre + buffer);
    }

    /// <summary>Counts inserted positions.</summary>
    public void CountInserted(int positions) => Inserted += positions;

    /// <summary>Counts drawn positions.</summary>
    public void CountSampled(int positions) => Sampled += positions;

    /// <summary>Goes on with the counts of a saved buffer.</summary>
    public void Restore(long inserted, long sampled) => (Inserted, Sampled) = (inserted, sampled);

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw UserException.Usage($"The replay buffer's rate cannot be kept: {otherwise}.");
        }
    }
}
