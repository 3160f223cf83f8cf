using MuZero.Agents;
using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Options;
using MuZero.Records;
using MuZero.Results;
using MuZero.Runs;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Runs;

public sealed class WeightGateTests : IDisposable
{
    private static readonly RunOptions _tiny = TinyRun.Options with
    {
        Algorithm = "alphazero",
        Deterministic = true,
        Stop = new Dictionary<string, double> { ["training_iteration"] = 2 },
        Training = TinyRun.Options.Training with { IterationSteps = 4, PublishSteps = 2 },
        Evaluation = new EvaluationOptions { IntervalIterations = 0, GateGames = 4 },
    };

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(0.5, true)]
    [InlineData(0.51, false)]
    public void Passes_SameWeights_ScoreHalf(double share, bool expected)
    {
        AgentParts agent = AgentParts.Of(new Noughts(), WithGate(share));
        CpuBackend backend = new();
        using ILearner learner = agent.CreateLearner(backend);
        using WeightGate gate = WeightGate.Of(agent, backend, threads: 2)!;

        bool passes = gate.Passes(learner.Snapshot(2), learner.Snapshot(1), CancellationToken.None);

        Assert.Equal(expected, passes);
        Assert.Equal(0.5, gate.Drain().Single(result => result.Key == "gate/score").Value);
        Assert.Empty(gate.Drain());
    }

    [Fact]
    public void Run_GateThatAllPass_PublishesAndCounts()
    {
        IterationResult result = Run("all", WithGate(1e-9));

        Assert.Equal((2.0, 2.0), (result["gate/compared"], result["gate/passed"]));
        Assert.Equal(5.0, result["weight_version"]);
    }

    [Fact]
    public void Run_GateThatNonePass_KeepsTheFirstWeights()
    {
        IterationResult result = Run("none", WithGate(1.0));

        Assert.Equal((2.0, 0.0), (result["gate/compared"], result["gate/passed"]));
        Assert.Equal(1.0, result["weight_version"]);
    }

    [Fact]
    public void Run_GateThatNonePass_CheckpointHoldsTheWeightsThatPlay()
    {
        _ = Run("kept", WithGate(1.0) with { Deterministic = false });

        Checkpoint last = CheckpointStore.OpenNewestComplete(Path.Combine(_scratch.FullPath, "kept"), _ => { });

        Assert.NotEqual(last.Read(SavedAgent.WeightsFile), last.Read("published.safetensors"));
    }

    [Fact]
    public void Of_NoGate_IsNull() => Assert.Null(WeightGate.Of(AgentParts.Of(new Noughts(), _tiny), new CpuBackend(), 1));

    [Theory]
    [InlineData(1, false, "evaluation.gate is 0.55, and a game of one player has no matches. Set evaluation.gate=0.")]
    [InlineData(2, true, "evaluation.gate is 0.55, and a farm publishes all weights. Set evaluation.gate=0.")]
    public void Require_OnePlayerOrFarm_IsUsage(int players, bool isFarm, string expected)
    {
        UserException fault = Assert.Throws<UserException>(() => WeightGate.Require(players, WithGate(0.55), isFarm));

        Assert.Equal((expected, ExitCode.Usage), (fault.Message, fault.ExitCode));
    }

    private static RunOptions WithGate(double share) => _tiny with { Evaluation = _tiny.Evaluation with { Gate = share } };

    private IterationResult Run(string name, RunOptions options)
    {
        TrainingSetup setup = new()
        {
            Game = new Noughts(),
            GameReference = "noughts",
            Options = options,
            Directory = RunDirectory.Create(_scratch.FullPath, name),
        };
        using TrainingRun run = EmbeddedRun.Create(setup, new CpuBackend(), new Observers());
        return run.Run(CancellationToken.None).Last!;
    }
}
