using MuZero.Farm.Registry;
using MuZero.Numerics;

namespace MuZero.Farm.Trainer;

/// <summary>Reanalysis by services of the farm, which keep to the run's ratio by themselves: the trainer neither waits for them nor runs
/// them.</summary>
internal sealed class ServiceReanalysis : IReanalysis
{
    private readonly WorkerRegistry _registry;
    private readonly TargetMeter _meter;

    /// <summary>The reanalysis of a buffer.</summary>
    /// <param name="replay">The buffer as the trainer would draw from it without reanalysis.</param>
    /// <param name="registry">Hears from the services.</param>
    /// <param name="newest">The version of the newest weights.</param>
    public ServiceReanalysis(IReplay replay, WorkerRegistry registry, Func<long> newest)
    {
        _registry = registry;
        _meter = new TargetMeter(newest);
        Replay = new Metered(replay, _meter);
    }

    public IReplay Replay { get; }

    public ReanalysisCounters Counters => _meter.Draws with
    {
        Positions = _registry.ReanalysedPositions,
        Simulations = _registry.ReanalysisSimulations,
    };

    /// <summary>Services that have joined.</summary>
    public int Threads
    {
        get => _registry.Reanalysers;
        set
        {
        }
    }

    public CancellationToken Stopping => CancellationToken.None;

    public UserException? Fault => null;

    public void Start()
    {
    }

    public void Stop()
    {
    }

    public void Dispose()
    {
    }

    private sealed class Metered(IReplay replay, TargetMeter meter) : IReplay
    {
        public ReplayStatistics Statistics => replay.Statistics;

        public bool TrySample(Span<ReplaySample> samples, RandomStream random)
        {
            if (!replay.TrySample(samples, random))
            {
                return false;
            }

            meter.Count(samples);
            return true;
        }

        public void Sample(Span<ReplaySample> samples, RandomStream random, CancellationToken cancellation)
        {
            replay.Sample(samples, random, cancellation);
            meter.Count(samples);
        }

        public void UpdatePriorities(ReadOnlySpan<PositionKey> keys, ReadOnlySpan<float> priorities)
            => replay.UpdatePriorities(keys, priorities);
    }
}
