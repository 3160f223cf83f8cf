using MuZero.Agents;
using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Networks;
using MuZero.Options;
using MuZero.Replay;
using MuZero.Runs;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Runs;

public sealed class TrainingStepTests
{
    // A full buffer lets every draw through at once, so nothing here waits for the limiter.
    [Fact]
    public void Take_CancelledWithAFullBuffer_EndsThoughNothingWaits()
    {
        EpisodeStrip game = new();
        RunOptions options = new()
        {
            Network = new NetworkOptions { Kind = NetworkKind.Mlp, LatentSize = 8, HiddenSize = 8 },
            Training = new TrainingOptions { BatchSize = 4, UnrollSteps = 1 },
        };
        InMemoryReplay replay = new(new ReplayOptions { MinPositions = 1, ErrorBuffer = 1e12 }, game.Spec);
        replay.TryDeliver(EpisodeMaker.Play(game, 1));
        AgentParts agent = AgentParts.Of(game, options);
        using ILearner learner = agent.CreateLearner(new CpuBackend());
        TrainingStep step = new(agent, learner, replay);

        Assert.ThrowsAny<OperationCanceledException>(() => step.Take(new CancellationToken(canceled: true)));

        Assert.True(step.Take(CancellationToken.None).Applied);
    }
}
