using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Networks.Cpu;
using MuZero.Numerics;
using MuZero.Tests.Shared;
using MuZero.Torch.Losses;
using MuZero.Torch.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace MuZero.Torch.Tests;

/// <summary>Value prefix and consistency (EfficientZero).</summary>
[Collection(ProcessWide.Name)]
public sealed class EfficientZeroTests
{
    private const int Horizon = 3;

    [Theory]
    [InlineData("tictactoe", 1)]
    [InlineData("cartpole", 5)]
    [InlineData("odd sizes", 40)]
    public void Recurrent_ValuePrefix_KernelsAgreeWithLibtorch(string name, int rows)
    {
        (IGame game, NetworkOptions options) = NetworkCases.All[name];
        NetworkShape shape = NetworkShape.For(game, options with { ValuePrefix = Horizon }, dynamics: true);
        ActionTable actions = ActionTable.Of(game, shape);
        WeightSnapshot weights = RandomWeights.For(shape, seed: 3);
        using CpuNetwork ours = new(shape, actions);
        using TorchNetwork theirs = new(shape, NetworkLayout.Of(shape), actions, CPU);

        float[][] kernels = Rewards(ours, weights, rows), libtorch = Rewards(theirs, weights, rows);

        for (int step = 0; step < libtorch.Length; step++)
        {
            Assert.Null(Agreement.First(Agreement.Numbers($"rewards {step}", libtorch[step], kernels[step], 1e-3f)));
        }
    }

    [Fact]
    public void Run_Memory_IsTheCellOfTorchSharp()
    {
        LstmLayout layer = new("lstm", Inputs: 5, Outputs: 4);
        HeadLayout head = new(NetworkLayout.Reward, HeadInput.Latent, HeadCode.Plain, [layer]);
        using LayoutModule module = new(new NetworkLayout(1, 1, [head]), new RandomStream(7), CPU);
        using TorchSharp.Modules.LSTMCell cell = nn.LSTMCell(5, 4);
        Tensor gates = module["reward.lstm.weight"];
        cell.load_state_dict(new Dictionary<string, Tensor>
        {
            ["weight_ih"] = gates.narrow(1, 0, 5),
            ["weight_hh"] = gates.narrow(1, 5, 4),
            ["bias_ih"] = module["reward.lstm.bias"],
            ["bias_hh"] = zeros(16),
        });
        Tensor input = rand(3, 5), hidden = rand(3, 4), memory = rand(3, 4), state = cat(new[] { hidden, memory }, 1);

        Tensor ours = module.Run(head, input, ref state);

        (Tensor theirs, Tensor kept) = cell.forward(input, (hidden, memory));
        Assert.True(allclose(theirs, ours, atol: 1e-6) && allclose(cat(new[] { theirs, kept }, 1), state, atol: 1e-6));
    }

    [Fact]
    public void Unroll_ValuePrefix_MemoryBeginsAgainAfterEachPrefix()
    {
        NetworkShape shape = Shape("cartpole", new() { ValuePrefix = 2 });
        using LayoutModule module = new(NetworkLayout.Of(shape), new RandomStream(1), CPU);
        module["reward.linear2.weight"].requires_grad_(false).uniform_(-1, 1);
        Tensor observations = rand(2, 4), actions = zeros(4, 2, 2);

        Tensor prefixes = new Unroll(module, observations, actions, prefix: 2).Head(NetworkLayout.Reward);
        Tensor fresh = new Unroll(module, observations, actions, prefix: 1).Head(NetworkLayout.Reward);

        Assert.True(allclose(prefixes.select(1, 0), fresh.select(1, 0)) && allclose(prefixes.select(1, 2), fresh.select(1, 2)));
        Assert.False(allclose(prefixes.select(1, 1), fresh.select(1, 1)) || allclose(prefixes.select(1, 3), fresh.select(1, 3)));
    }

    [Fact]
    public void Consistency_Loss_IsOneLessTheCosineWithoutGradientIntoTheTarget()
    {
        NetworkShape shape = Shape("cartpole", new()) with { Projection = true };
        using LayoutModule module = new(NetworkLayout.Of(shape), new RandomStream(1), CPU);
        Tensor observations = rand(3, 4), actions = rand(2, 3, 2), next = rand(6, 4);
        Unroll unroll = new(module, observations, actions, next);
        Tensor seen = ones(3, 2), scale = ones(3), weights = ones(3);
        seen[1, 1] = 0.0f;
        Dictionary<string, Tensor> columns = new() { [TrainingBatch.NextSeen] = seen };
        Targets targets = new(zeros(1), zeros(1), zeros(1), zeros(1), null, zeros(1), weights, scale, columns);

        Tensor loss = new ConsistencyLoss().Of(unroll, targets);

        Assert.Equal(Expected(module, unroll.Latents, next, seen), loss.ToSingle(), 1e-5);
        loss.backward();
        Assert.True(module["dynamics.linear1.weight"].grad!.abs().sum().ToSingle() > 0.0f);
        Assert.True(module["predictor.linear1.weight"].grad!.abs().sum().ToSingle() > 0.0f);
    }

    [Fact]
    public void Learn_Consistency_UnrolledLatentsComeCloserToThoseOfTheObservations()
    {
        Assert.Null(TorchBackend.LoadFault()); // and one thread per operation
        (IGame game, NetworkOptions options) = NetworkCases.All["cartpole"];
        NetworkShape shape = NetworkShape.For(game, options, dynamics: true) with { Projection = true };
        LossSpec[] losses = [new(NetworkLayout.Policy, 1.0), new(NetworkLayout.Value, 1.0), new(NetworkLayout.Reward, 1.0),
            new(LossSpec.Consistency, 2.0)];
        LearningPlan plan = new(shape, NetworkLayout.Of(shape), losses, new() { BatchSize = 16, UnrollSteps = 3 });
        using TorchLearner learner = new(plan, ActionTable.Of(game, shape), seed: 1, CPU);
        TrainingBatch batch = new TargetBuilder(game, 3, 10, useSymmetries: false) { ObservesNext = true }.CreateBatch(16);
        Random random = new(1);
        foreach (float[] column in new[] { batch.Observations, batch.Columns[TrainingBatch.NextObservations] })
        {
            for (int i = 0; i < column.Length; i++)
            {
                column[i] = random.NextSingle();
            }
        }

        Array.Fill(batch.Columns[TrainingBatch.NextSeen], 1.0f);
        Array.Fill(batch.Weights, 1.0f);

        float first = Term(learner.Learn(batch)), last = first;
        for (int step = 0; step < 60; step++)
        {
            last = Term(learner.Learn(batch));
        }

        Assert.InRange(last, 0.0f, 0.7f * first);

        static float Term(LossReport report) => report.Terms.ToArray().Single(term => term.Name == LossSpec.Consistency).Value;
    }

    private static NetworkShape Shape(string name, NetworkOptions options)
        => NetworkShape.For(NetworkCases.All[name].Game, options, dynamics: true);

    // TorchSharp's cosine similarity, row by row.
    private static float Expected(LayoutModule module, Tensor latents, Tensor next, Tensor seen)
    {
        TrunkLayout projection = module.Layout.Trunk(NetworkLayout.Projection)!, predictor = module.Layout.Trunk(NetworkLayout.Predictor)!;
        Tensor predicted = module.Run(predictor, module.Run(projection, latents.narrow(0, 3, 6)));
        Tensor cosine = nn.functional.cosine_similarity(predicted, module.Run(projection, module.Represent(next)), dim: 1);
        return ((1 - cosine) * seen.transpose(0, 1).reshape(6)).sum().ToSingle() / 3.0f;
    }

    // The rewards of seven steps, by which prefixes begin again twice.
    private static float[][] Rewards(INetwork network, WeightSnapshot weights, int rows)
    {
        InferenceBatch batch = NetworkCases.Batch(network.Shape, rows, 3);
        network.Reserve(rows);
        network.Load(weights);
        network.Initial(batch);
        List<float[]> rewards = [];
        for (int step = 0; step < 7; step++)
        {
            network.Recurrent(batch);
            rewards.Add([.. batch.Rewards]);
        }

        return [.. rewards];
    }
}
