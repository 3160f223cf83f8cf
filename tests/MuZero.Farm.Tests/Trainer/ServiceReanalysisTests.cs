using Microsoft.Extensions.Logging.Abstractions;
using MuZero.Farm.Registry;
using MuZero.Farm.Tests.Fixtures;
using MuZero.Farm.Trainer;
using MuZero.Farm.Wire;
using MuZero.Numerics;
using MuZero.Replay;
using MuZero.Runs;
using MuZero.SelfPlay;

namespace MuZero.Farm.Tests.Trainer;

/// <summary>The trainer's counts of a reanalysis that other processes do.</summary>
public sealed class ServiceReanalysisTests
{
    [Fact]
    public async Task Counters_DrawsAndHeartbeats_AreBothThere()
    {
        WorkerRegistry registry = new(
            new RegistryOptions(), new WorkerNumbers(_ => Task.FromResult(0L)), TimeProvider.System, NullLogger<WorkerRegistry>.Instance);
        using ServiceReanalysis reanalysis = new(new TwoEpisodes(), registry, () => 10);
        await registry.Register(new RegisterRequest { Reanalyses = true });
        registry.Heartbeat(new HeartbeatRequest
        {
            Worker = "worker-0",
            Counters = new WorkerCounters { ReanalysedPositions = 40, Simulations = 1_000 },
        });

        reanalysis.Replay.Sample(new ReplaySample[4], new RandomStream(1), CancellationToken.None);
        Assert.True(reanalysis.Replay.TrySample(new ReplaySample[2], new RandomStream(1)));

        // Three draws of version 7, searched again with version 9, and three of version 4.
        ReanalysisCounters counters = reanalysis.Counters;
        Assert.Equal((6, 3, (3 * 1) + (3 * 6)), (counters.Drawn, counters.DrawnFresh, counters.TargetLag));
        Assert.Equal((40, 1_000, 1), (counters.Positions, counters.Simulations, reanalysis.Threads));
    }

    // Draws a fresh episode and an old one in turn.
    private sealed class TwoEpisodes : IReplay
    {
        private static readonly Episode _fresh = new(RunOnRedis.Episode(1)) { FirstWeightVersion = 7, ReanalysedWeightVersion = 9 };
        private static readonly Episode _old = new(RunOnRedis.Episode(2)) { FirstWeightVersion = 4 };

        public ReplayStatistics Statistics => default;

        public bool TrySample(Span<ReplaySample> samples, RandomStream random)
        {
            for (int i = 0; i < samples.Length; i++)
            {
                samples[i] = new ReplaySample(default, i % 2 == 0 ? _fresh : _old, 0.5, 1.0f);
            }

            return true;
        }

        public void Sample(Span<ReplaySample> samples, RandomStream random, CancellationToken cancellation) => TrySample(samples, random);

        public void UpdatePriorities(ReadOnlySpan<PositionKey> keys, ReadOnlySpan<float> priorities)
        {
        }
    }
}
