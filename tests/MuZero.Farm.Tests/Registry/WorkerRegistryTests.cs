using Microsoft.Extensions.Logging.Abstractions;
using MuZero.Farm.Registry;
using MuZero.Farm.Wire;

namespace MuZero.Farm.Tests.Registry;

/// <summary>Leases, suspension, drain.</summary>
public sealed class WorkerRegistryTests
{
    private readonly SteppedTime _time = new();
    private readonly WorkerRegistry _registry;
    private long _next;

    public WorkerRegistryTests() => _registry = new WorkerRegistry(
        new RegistryOptions(), new WorkerNumbers(count => Task.FromResult((_next += count) - count)), _time,
        NullLogger<WorkerRegistry>.Instance);

    [Fact]
    public async Task Register_NewAndAgain_KeepsTheNameOfOneThatHasOne()
    {
        Assert.Equal(("worker-0", 0), await _registry.Register(new RegisterRequest()));
        Assert.Equal(("worker-1", 1), await _registry.Register(new RegisterRequest()));
        Assert.Equal(("worker-0", 0), await _registry.Register(new RegisterRequest { Worker = "worker-0" }));
        Assert.Equal(("worker-2", 2), await _registry.Register(new RegisterRequest { Worker = "not a name of ours" }));
        Assert.Equal(3, _registry.Count);
    }

    /// <summary>G25.</summary>
    [Fact]
    public async Task Heartbeat_AfterSilence_HasNoLeaseUntilItRegistersAgain()
    {
        await _registry.Register(new RegisterRequest());
        _time.Pass(TimeSpan.FromSeconds(5.9));
        Assert.NotNull(_registry.Heartbeat(Beat("worker-0")));
        _time.Pass(TimeSpan.FromSeconds(6.1));

        Assert.Null(_registry.Heartbeat(Beat("worker-0")));
        Assert.Equal(0, _registry.Count);
        await _registry.Register(new RegisterRequest { Worker = "worker-0" });
        Assert.NotNull(_registry.Heartbeat(Beat("worker-0")));
    }

    /// <summary>G22: the machine's clock may jump; leases run on the monotonic one.</summary>
    [Theory]
    [InlineData(-3650), InlineData(3650), InlineData(-0.05)]
    public async Task Heartbeat_ClockJumps_KeepsTheLease(double days)
    {
        await _registry.Register(new RegisterRequest());
        _time.Jump(TimeSpan.FromDays(days));

        Assert.NotNull(_registry.Heartbeat(Beat("worker-0")));
        _time.Pass(TimeSpan.FromSeconds(7));
        Assert.Null(_registry.Heartbeat(Beat("worker-0")));
    }

    /// <summary>G19. What a worker reports of itself counts for nothing here.</summary>
    [Theory]
    [InlineData(1_980, 20, false), InlineData(1_979, 20, true), InlineData(100, 19, false), InlineData(4_950, 50, false),
        InlineData(4_950, 51, true)]
    public async Task NoteRejected_ManyEpisodes_SuspendsAboveOnePercentAndTwenty(int accepted, int rejected, bool suspended)
    {
        await _registry.Register(new RegisterRequest());
        await _registry.Register(new RegisterRequest());
        _registry.Heartbeat(Beat("worker-0", episodes: 1L << 50));
        for (int i = 0; i < accepted; i++)
        {
            _registry.NoteAccepted("worker-0/1");
        }

        for (int i = 0; i < rejected; i++)
        {
            _registry.NoteRejected("worker-0/3");
        }

        Assert.Equal(suspended, _registry.Heartbeat(Beat("worker-0", 1L << 50))!.Suspended.Length > 0);
        Assert.Equal("", _registry.Heartbeat(Beat("worker-1"))!.Suspended);
        Assert.Equal(suspended ? "suspended" : "active", _registry.List()[0].State);
    }

    [Fact]
    public async Task Register_SuspendedWorkerAgain_StaysSuspended()
    {
        await _registry.Register(new RegisterRequest());
        for (int i = 0; i < 20; i++)
        {
            _registry.NoteRejected("worker-0/0");
        }

        await _registry.Register(new RegisterRequest { Worker = "worker-0" });

        Assert.NotEqual("", _registry.Heartbeat(Beat("worker-0"))!.Suspended);
    }

    [Theory]
    [InlineData("worker-2147483647"), InlineData("worker-1"), InlineData("worker--1"), InlineData("worker-99999999999999999999")]
    public async Task Register_NameThatTheRunNeverGave_IsANewWorker(string name)
    {
        await _registry.Register(new RegisterRequest());

        Assert.Equal(("worker-1", 1), await _registry.Register(new RegisterRequest { Worker = name }));
        Assert.Equal(("worker-2", 2), await _registry.Register(new RegisterRequest()));
    }

    [Fact]
    public async Task Register_NameOfALivingWorkerElsewhere_IsANewWorker()
    {
        RegisterRequest first = new() { Host = "a", Process = 7 };
        await _registry.Register(first);

        Assert.Equal("worker-1", (await _registry.Register(new RegisterRequest { Worker = "worker-0", Host = "b", Process = 7 })).Worker);
        Assert.Equal("worker-0", (await _registry.Register(new RegisterRequest { Worker = "worker-0", Host = "a", Process = 7 })).Worker);
        _time.Pass(TimeSpan.FromSeconds(7));
        Assert.Equal("worker-0", (await _registry.Register(new RegisterRequest { Worker = "worker-0", Host = "b", Process = 9 })).Worker);
    }

    [Theory]
    [InlineData(-1L, 5L), InlineData(5L, -1L), InlineData(9L, 100L), InlineData(10L, 99L), InlineData(long.MaxValue, 100L),
        InlineData(10L, 1L + (1L << 50)), InlineData(long.MinValue, long.MinValue)]
    public async Task Counters_NegativeFallingOrAbsurd_AreRefusedAndChangeNothing(long episodes, long simulations)
    {
        await _registry.Register(new RegisterRequest());
        _registry.Heartbeat(Beat("worker-0", 10, 100));

        Assert.Throws<FormatException>(() => _registry.Heartbeat(Beat("worker-0", episodes, simulations)));
        Assert.Throws<FormatException>(() => _registry.Leave(new LeaveRequest
        {
            Worker = "worker-0",
            Counters = new WorkerCounters { Episodes = episodes, Simulations = simulations },
        }));

        Assert.Equal((100L, 10L), (_registry.Simulations, Assert.Single(_registry.List()).Counters.Episodes));
    }

    [Fact]
    public async Task Counters_BeforeTheFirstWeights_AreTaken()
    {
        await _registry.Register(new RegisterRequest());
        WorkerCounters counters = new() { WeightVersion = -1, WaitsFor = "its first weights" };

        Assert.NotNull(_registry.Heartbeat(new HeartbeatRequest { Worker = "worker-0", Counters = counters }));
        Assert.Equal("its first weights", Assert.Single(_registry.List()).Counters.WaitsFor);
        _registry.Leave(new LeaveRequest { Worker = "worker-0", Counters = counters });
        Assert.Equal(0, _registry.Count);
    }

    [Fact]
    public async Task List_TextsOfOthers_AreShortAndPlain()
    {
        await _registry.Register(new RegisterRequest { Host = "a\u001b[2J\n" + new string('x', 900_000) });
        HeartbeatRequest beat = Beat("worker-0");
        beat.Counters.WaitsFor = "\u001b]0;title\a" + new string('y', 900_000);
        _registry.Heartbeat(beat);

        WorkerStatus status = Assert.Single(_registry.List());
        Assert.All([status.Host, status.Counters.WaitsFor], text => Assert.DoesNotContain(text, char.IsControl));
        Assert.InRange(status.Host.Length + status.Counters.WaitsFor.Length, 10, 700);
    }

    [Fact]
    public async Task Drain_OneAndAll_IsHeardWithTheNextHeartbeat()
    {
        await _registry.Register(new RegisterRequest());
        await _registry.Register(new RegisterRequest());

        Assert.Equal(1, _registry.Drain("worker-1"));
        Assert.Equal(0, _registry.Drain("worker-7"));
        Assert.Equal((false, true), (_registry.Heartbeat(Beat("worker-0"))!.Drain, _registry.Heartbeat(Beat("worker-1"))!.Drain));
        Assert.Equal(2, _registry.Drain(""));
        Assert.True(_registry.Heartbeat(Beat("worker-0"))!.Drain);
    }

    [Fact]
    public async Task Simulations_WorkersThatLeft_AreStillCounted()
    {
        await _registry.Register(new RegisterRequest());
        await _registry.Register(new RegisterRequest());
        _registry.Heartbeat(Beat("worker-0", simulations: 100));
        _registry.Heartbeat(Beat("worker-1", simulations: 30));

        _registry.Leave(new LeaveRequest { Worker = "worker-0", Counters = new WorkerCounters { Simulations = 120 } });

        Assert.Equal(150, _registry.Simulations);
        Assert.Equal(1, _registry.Count);
    }

    [Fact]
    public async Task Simulations_WorkerComesBackUnderItsName_AreCountedOnce()
    {
        await _registry.Register(new RegisterRequest());
        _registry.Heartbeat(Beat("worker-0", simulations: 100));
        _time.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(0, _registry.Count);

        await _registry.Register(new RegisterRequest { Worker = "worker-0" });
        _registry.Heartbeat(Beat("worker-0", simulations: 130));

        Assert.Equal(130, _registry.Simulations);
    }

    [Fact]
    public async Task Reanalysers_BesidePlayers_HaveCountsOfTheirOwn()
    {
        await _registry.Register(new RegisterRequest());
        await _registry.Register(new RegisterRequest { Reanalyses = true });
        _registry.Heartbeat(Beat("worker-0", simulations: 100));
        HeartbeatRequest again = Beat("worker-1", simulations: 5_000);
        again.Counters.ReanalysedPositions = 50;
        _registry.Heartbeat(again);

        Assert.Equal((2, 1, 1), (_registry.Count, _registry.Players, _registry.Reanalysers));
        Assert.Equal((100, 5_000, 50), (_registry.Simulations, _registry.ReanalysisSimulations, _registry.ReanalysedPositions));
        Assert.Equal([false, true], _registry.List().Select(worker => worker.Reanalyses));
        _registry.Leave(new LeaveRequest { Worker = "worker-1" });
        Assert.Equal((0, 50), (_registry.Reanalysers, _registry.ReanalysedPositions));
    }

    [Fact]
    public async Task List_TwoHeartbeats_GivesRatesBetweenThem()
    {
        await _registry.Register(new RegisterRequest());
        _registry.Heartbeat(Beat("worker-0", episodes: 10, simulations: 1_000));
        _time.Pass(TimeSpan.FromSeconds(2));
        _registry.Heartbeat(Beat("worker-0", episodes: 30, simulations: 5_000));

        WorkerStatus status = Assert.Single(_registry.List());
        Assert.Equal((10.0, 2_000.0), (status.EpisodesPerSecond, status.SimulationsPerSecond));
    }

    private static HeartbeatRequest Beat(string worker, long episodes = 0, long simulations = 0)
        => new() { Worker = worker, Counters = new WorkerCounters { Episodes = episodes, Simulations = simulations } };

    /// <summary>A clock whose monotonic and wall time are moved apart.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private long _ticks = 1_000_000;
        private DateTimeOffset _now = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public override DateTimeOffset GetUtcNow() => _now;

        public void Pass(TimeSpan time)
        {
            _ticks += time.Ticks;
            _now += time;
        }

        public void Jump(TimeSpan time) => _now += time;
    }
}
