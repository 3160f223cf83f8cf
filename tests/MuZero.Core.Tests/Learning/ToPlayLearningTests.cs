using MuZero.Agents;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Networks;
using MuZero.Networks.Cpu;
using MuZero.Numerics;
using MuZero.Options;
using MuZero.Replay;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Learning;

/// <summary>A model of free turn order, from the targets to the network that plays.</summary>
public sealed class ToPlayLearningTests
{
    private const int UnrollSteps = 3;

    private static readonly RunOptions _options = new()
    {
        Network = new() { LatentSize = 16, HiddenSize = 32 },
        Training = new() { BatchSize = 64, UnrollSteps = UnrollSteps, LearningRate = 0.01 },
    };

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Learn_RandomPlay_ModelKnowsWhoMovesAndWhatEachReceives(int players)
    {
        IGame game = players == 2 ? new ExtraTurns(6) : new TableGame(players, 6, TurnModel.Arbitrary);
        AgentParts parts = AgentParts.Of(game, _options);
        using ILearner learner = parts.CreateLearner(new CpuBackend());
        Episode[] episodes = [.. Enumerable.Range(0, 200).Select(seed => EpisodeMaker.Play(game, (ulong)seed))];

        Train(learner, parts.CreateTargets(), episodes, steps: 600);

        using CpuNetwork network = new(parts.Shape, parts.Actions);
        network.Load(learner.Snapshot(1));
        network.Reserve(UnrollSteps + 1);
        (int steps, int right, double rewardError) = (0, 0, 0.0);
        foreach (Episode episode in episodes.Take(50))
        {
            InferenceBatch batch = new(1, parts.Shape) { Count = 1 };
            episode.Observations.AsSpan(0, batch.Observations.Length).CopyTo(batch.Observations);
            network.Initial(batch);
            for (int t = 1; t <= UnrollSteps; t++)
            {
                (batch.ParentSlots[0], batch.Slots[0], batch.Actions[0]) = (t - 1, t, episode.Actions[t - 1]);
                network.Recurrent(batch);
                float[] next = [.. batch.Output(NetworkLayout.ToPlay)];
                int seats = Array.IndexOf(next, next.Max());
                right += Seats.After(players, episode.ToPlay[t - 1], seats) == episode.ToPlay[t] ? 1 : 0;
                rewardError = Math.Max(rewardError, batch.Rewards.Max(Math.Abs));
                steps++;
            }
        }

        Assert.True(right >= 0.98 * steps, $"{right} of {steps}");
        Assert.True(rewardError < 0.3, $"{rewardError}"); // nothing is paid so early
    }

    private static void Train(ILearner learner, ITargets targets, Episode[] episodes, int steps)
    {
        TrainingBatch batch = targets.CreateBatch(_options.Training.BatchSize);
        RandomStream random = new(1);
        for (int step = 0; step < steps; step++)
        {
            for (int row = 0; row < batch.Size; row++)
            {
                Episode episode = episodes[random.Next(episodes.Length)];
                targets.Fill(batch, row, new ReplaySample(new PositionKey(0, random.Next(episode.Length)), episode, 1.0, 1.0f), random);
            }

            Assert.True(learner.Learn(batch).Applied);
        }
    }
}
