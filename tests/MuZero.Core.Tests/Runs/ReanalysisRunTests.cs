using MuZero.Errors;
using MuZero.Games;
using MuZero.Learning.Cpu;
using MuZero.Options;
using MuZero.Records;
using MuZero.Results;
using MuZero.Runs;
using MuZero.Search;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Runs;

/// <summary>Runs that give their episodes fresh targets, and runs that learn from logged episodes alone.</summary>
public sealed class ReanalysisRunTests : IDisposable
{
    private static readonly string[] _files =
        ["weights.safetensors", "optimizer.safetensors", "replay.bin", "self_play.bin", "reanalysis.bin"];

    private readonly ScratchDirectory _scratch = new();

    [Theory]
    [InlineData("muzero", SearchVariant.Puct, 0)]
    [InlineData("muzero", SearchVariant.Gumbel, 7)]
    [InlineData("alphazero", SearchVariant.Puct, 7)]
    public void Run_DeterministicAndResumed_EqualsAnUninterruptedRun(string algorithm, SearchVariant variant, int targetInterval)
    {
        RunOptions options = Reanalysing(new ReanalyseOptions { Ratio = 0.7, TargetInterval = targetInterval, TdStepAge = 30 }) with
        {
            Deterministic = true,
            Algorithm = algorithm,
            Search = TinyRun.Options.Search with { Variant = variant },
        };
        Run("whole", options);
        Run("parts", options with { Stop = Iterations(2) });

        Run("parts", options, resume: true);

        foreach (string file in _files)
        {
            Assert.Equal(File.ReadAllBytes(Checkpoint("whole", 4, file)), File.ReadAllBytes(Checkpoint("parts", 4, file)));
        }
    }

    [Fact]
    public void Run_Deterministic_SearchesItsShareAgain()
    {
        Run("plain", TinyRun.Options with { Deterministic = true });
        RunSummary summary = Run("fresh", Reanalysing(new ReanalyseOptions { Ratio = 0.5 }) with { Deterministic = true });

        Assert.InRange(summary.Last![Metrics.ReanalyseRatio], 0.3, 0.6);
        Assert.InRange(summary.Last![Metrics.ReanalyseFreshShare], 0.1, 1.0);
        Assert.InRange(summary.Last![Metrics.ReanalyseTargetLag], 0.0, 4.0);
        Assert.NotEqual(
            File.ReadAllBytes(Checkpoint("plain", 4, "weights.safetensors")),
            File.ReadAllBytes(Checkpoint("fresh", 4, "weights.safetensors")));
    }

    [Theory]
    [InlineData("muzero")]
    [InlineData("alphazero")]
    public void Run_InThreads_RecordsItsReanalysis(string algorithm)
    {
        RunOptions options = Reanalysing(new ReanalyseOptions { Ratio = 1.0 }) with { Algorithm = algorithm, Stop = Iterations(12) };

        RunSummary summary = Run("threads", options);

        Assert.True(summary.Last![Metrics.ReanalyseThreads] >= 1.0);
        Assert.Contains(new RunJournalReader(RunDirectory.Open(_scratch["threads"])).Read(),
            result => result[Metrics.ReanalyseFreshShare] > 0.0);
    }

    [Fact]
    public void Run_WithoutReanalysis_HasNoResultsOfIt()
    {
        RunSummary summary = Run("plain", TinyRun.Options);

        Assert.DoesNotContain(summary.Last!.Values, value => value.Key.StartsWith("reanalyse/", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_GameThatCannotBePlayedAgainLater_EndsWithTheReason()
    {
        ShiftingGame game = new() { ShiftsAfter = 60 };

        UserException fault = Assert.Throws<UserException>(
            () => Run("shifts", Reanalysing(new ReanalyseOptions { Ratio = 1.0 }) with { Stop = Iterations(100_000) }, game: game));

        Assert.Contains("the floor gave way", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_GameThatCannotBePlayedAgain_IsRefused()
    {
        UserException fault = Assert.Throws<UserException>(
            () => Run("forgetful", Reanalysing(new ReanalyseOptions { Ratio = 0.5 }), game: new ForgetfulGame()));

        Assert.Equal(ExitCode.Usage, fault.ExitCode);
        Assert.StartsWith("reanalyse.ratio is 0.5, but observations of strip cannot be computed again", fault.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Create_OptionsWithoutARatio_AreRefused()
    {
        UserException fault = Assert.Throws<UserException>(() => Run("unused", Reanalysing(new ReanalyseOptions { TdStepAge = 100 })));

        Assert.StartsWith("reanalyse.td_step_age is 100, but reanalyse.ratio is 0", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_GumbelWithOneSimulation_IsRefused()
    {
        RunOptions options = Reanalysing(new ReanalyseOptions { Ratio = 1.0, Simulations = 1 }) with
        {
            Search = TinyRun.Options.Search with { Variant = SearchVariant.Gumbel },
        };

        UserException fault = Assert.Throws<UserException>(() => Run("one", options));

        Assert.StartsWith("reanalyse.simulations is 1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_DeterministicWithThreads_IsRefused()
    {
        RunOptions options = Reanalysing(new ReanalyseOptions { Ratio = 1.0, Threads = 2 }) with { Deterministic = true };

        UserException fault = Assert.Throws<UserException>(() => Run("threads", options));

        Assert.StartsWith("reanalyse.threads is 2, but a deterministic run", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_StopAtAResultThatTheRunNeverHas_IsRefused()
    {
        RunOptions options = TinyRun.Options with { Stop = new Dictionary<string, double> { ["reanalyse/fresh_share"] = 1 } };

        UserException fault = Assert.Throws<UserException>(() => Run("never", options));

        Assert.Contains("reanalyse.ratio is 0", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_OfflineFromALogOrACheckpoint_LearnsWithoutPlaying(bool isLogged)
    {
        RunOptions playing = TinyRun.Options with
        {
            Deterministic = true,
            Replay = TinyRun.Options.Replay with { Log = isLogged, MaxEpisodes = 1_000 },
        };
        RunSummary player = Run("player", playing);
        Assert.Equal(isLogged, Directory.Exists(_scratch["player/episodes"]));

        RunSummary learner = Run("learner", Reanalysing(new ReanalyseOptions { Ratio = 1.0 }) with { Offline = _scratch["player"] });

        Assert.Equal(4, learner.Iteration);
        Assert.Equal(0.0, learner.Last![Metrics.MovesPerSecond]);
        // The log also has the episodes that waited for the buffer's limiter at the end.
        double played = player.Last![Metrics.EpisodesTotal];
        Assert.InRange(learner.Last![Metrics.ReplayEpisodes], played, played + (isLogged ? 20 : 0));
    }

    [Fact]
    public void Run_OfflineAndResumed_EqualsAnUninterruptedRun()
    {
        Run("player", TinyRun.Options);
        RunOptions options = Reanalysing(new ReanalyseOptions { Ratio = 1.0 }) with { Offline = _scratch["player"], Deterministic = true };
        Run("whole", options);
        Run("parts", options with { Stop = Iterations(2) });

        Run("parts", options, resume: true);

        foreach (string file in _files)
        {
            Assert.Equal(File.ReadAllBytes(Checkpoint("whole", 4, file)), File.ReadAllBytes(Checkpoint("parts", 4, file)));
        }
    }

    [Fact]
    public void Create_OfflineEpisodesOfAnotherVersion_AreIncompatible()
    {
        EpisodeStrip other = new();
        Run("player", TinyRun.Options, game: new EpisodeStrip { Spec = other.Spec with { Version = 7 } });

        UserException fault = Assert.Throws<IncompatibleException>(
            () => Run("learner", TinyRun.Options with { Offline = _scratch["player"] }));

        Assert.Equal(ExitCode.Incompatible, fault.ExitCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_scratch["learner"]));
    }

    [Theory]
    [InlineData("timesteps_total")]
    [InlineData("self_play/draws")]
    public void Create_OfflineThatStopsAtSelfPlaysResult_IsRefused(string stop)
    {
        RunOptions options = TinyRun.Options with { Offline = "there", Stop = new Dictionary<string, double> { [stop] = 1 } };

        UserException fault = Assert.Throws<UserException>(() => Run("learner", options));

        Assert.StartsWith($"stop names '{stop}', which does not change in an offline run", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_OfflineFromNothing_SaysWhatToName()
    {
        UserException fault = Assert.Throws<UserException>(
            () => Run("learner", TinyRun.Options with { Offline = _scratch["nowhere"] }));

        Assert.Equal(ExitCode.Usage, fault.ExitCode);
        Assert.StartsWith("There are no logged episodes at", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _scratch.Dispose();

    private static RunOptions Reanalysing(ReanalyseOptions reanalyse) => TinyRun.Options with { Reanalyse = reanalyse };

    private static Dictionary<string, double> Iterations(int count) => new() { ["training_iteration"] = count };

    private string Checkpoint(string name, int iteration, string file) => _scratch[$"{name}/checkpoint_{iteration:D6}/{file}"];

    private RunSummary Run(string name, RunOptions options, bool resume = false, IGame? game = null)
    {
        TrainingSetup setup = new()
        {
            Game = game ?? new EpisodeStrip(),
            GameReference = "strip",
            Options = options,
            Directory = RunDirectory.Create(_scratch.FullPath, name),
            Resume = resume,
            Resources = new RunResources(2),
        };
        using TrainingRun run = EmbeddedRun.Create(setup, new CpuBackend(), new Observers());
        return run.Run(CancellationToken.None);
    }

    // Its first observation differs from game to game.
    private sealed class ForgetfulGame : IGame
    {
        private readonly EpisodeStrip _strip = new();
        private int _games;

        public GameSpec Spec => _strip.Spec;

        public IGameState NewGame(ulong seed)
        {
            IGameState state = _strip.NewGame(seed);
            state.Apply(_games++ % EpisodeStrip.Cells);
            return state;
        }
    }

    // Throws in games that are begun again after the first ones.
    private sealed class ShiftingGame : IGame
    {
        private readonly EpisodeStrip _strip = new();
        private readonly HashSet<ulong> _seeds = [];

        public required int ShiftsAfter { get; init; }

        public GameSpec Spec => _strip.Spec;

        public IGameState NewGame(ulong seed)
        {
            lock (_seeds)
            {
                return _seeds.Add(seed) || _seeds.Count < ShiftsAfter
                    ? _strip.NewGame(seed)
                    : throw new InvalidDataException("the floor gave way");
            }
        }
    }
}
