using MuZero.Games;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Replay;

namespace MuZero.Runs;

/// <summary>The replay buffer as the trainer of a run with reanalysis sees it: what it draws is to be searched again.</summary>
/// <param name="replay">The buffer.</param>
/// <param name="pace">Counts what is drawn.</param>
/// <param name="newest">The newest weights, from which the lag of targets is counted.</param>
/// <param name="afterDraw">Waits for the reanalysis, or does it.</param>
internal sealed class ReanalysedReplay(
    ISavedReplay replay, ReanalysisPace pace, IWeightSource newest, Action<CancellationToken> afterDraw) : ISavedReplay
{
    private readonly TargetMeter _meter = new(() => newest.LatestVersion);

    public ReplayStatistics Statistics => replay.Statistics;

    /// <summary>The draws among a reanalysis's counts.</summary>
    public ReanalysisCounters Draws => _meter.Draws;

    public bool TrySample(Span<ReplaySample> samples, RandomStream random)
    {
        if (!replay.TrySample(samples, random))
        {
            return false;
        }

        Count(samples);
        return true;
    }

    public void Sample(Span<ReplaySample> samples, RandomStream random, CancellationToken cancellation)
    {
        replay.Sample(samples, random, cancellation);
        Count(samples);
        afterDraw(cancellation);
    }

    public void UpdatePriorities(ReadOnlySpan<PositionKey> keys, ReadOnlySpan<float> priorities)
        => replay.UpdatePriorities(keys, priorities);

    public void Save(Stream stream) => replay.Save(stream);

    public void Load(Stream stream, IGame game) => replay.Load(stream, game);

    private void Count(ReadOnlySpan<ReplaySample> samples)
    {
        _meter.Count(samples);
        pace.Draw(samples.Length);
    }
}
