using MuZero.Games;
using MuZero.Networks;
using MuZero.Networks.Cpu;
using MuZero.Tests.Shared;

namespace MuZero.Torch.Tests;

/// <summary>The managed network against libtorch, over the same file.</summary>
public sealed class CpuNetworkTests
{
    private const float Tolerance = 1e-4f;

    public static TheoryData<string> Names => [.. NetworkCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Calls_RandomWeights_AgreeWithTorch(string name)
    {
        (IGame game, NetworkOptions options) = NetworkCases.All[name];
        NetworkShape shape = NetworkShape.For(game, options, dynamics: true);
        using TorchNetwork torch = new(shape, NetworkLayout.Of(shape), ActionTable.Of(game, shape), Libtorch.Device);
        using CpuNetwork cpu = new(shape, ActionTable.Of(game, shape));

        foreach ((int rows, int seed) in new[] { (1, 1), (31, 2), (32, 3), (33, 4), (100, 5) })
        {
            WeightSnapshot weights = RandomWeights.For(shape, seed, version: seed);
            InferenceBatch theirs = NetworkCases.Batch(shape, rows, seed), ours = NetworkCases.Batch(shape, rows, seed);
            foreach ((INetwork network, InferenceBatch batch) in new (INetwork, InferenceBatch)[] { (torch, theirs), (cpu, ours) })
            {
                network.Reserve(rows);
                network.Load(weights);
                network.Initial(batch);
            }

            string where = $"{name}, {rows} rows, seed {seed}";
            AssertSame(theirs, ours, $"initial, {where}");
            for (int step = 1; step <= 3; step++)
            {
                torch.Recurrent(theirs);
                cpu.Recurrent(ours);
                AssertClose(theirs.Rewards, ours.Rewards, $"rewards {step}, {where}");
                AssertSame(theirs, ours, $"step {step}, {where}");
            }

            AssertClose(Latent(torch, rows - 1), Latent(cpu, rows - 1), $"latent, {where}");
        }
    }

    [Theory]
    [InlineData("tictactoe")]
    [InlineData("odd sizes")]
    [InlineData("mzg-cartpole")]
    public void Calls_SeveralSeatsAndTheNextPlayer_AgreeWithTorch(string name)
    {
        (IGame game, NetworkOptions options) = NetworkCases.All[name];
        NetworkShape shape = NetworkShape.For(game, options, dynamics: true) with { Seats = 3 };
        shape = shape with { Heads = [.. shape.Heads, new HeadShape(NetworkLayout.ToPlay, 3)] };
        WeightSnapshot weights = RandomWeights.For(shape, seed: 1);
        using TorchNetwork torch = new(shape, NetworkLayout.Of(shape), ActionTable.Of(game, shape), Libtorch.Device);
        using CpuNetwork cpu = new(shape, ActionTable.Of(game, shape));
        InferenceBatch theirs = NetworkCases.Batch(shape, 37, 1), ours = NetworkCases.Batch(shape, 37, 1);
        foreach ((INetwork network, InferenceBatch batch) in new (INetwork, InferenceBatch)[] { (torch, theirs), (cpu, ours) })
        {
            network.Reserve(37);
            network.Load(weights);
            network.Initial(batch);
        }

        AssertSame(theirs, ours, "initial");
        AssertClose(theirs.Output(NetworkLayout.ToPlay).ToArray(), ours.Output(NetworkLayout.ToPlay).ToArray(), "next player, initial");
        torch.Recurrent(theirs);
        cpu.Recurrent(ours);

        AssertSame(theirs, ours, "step");
        AssertClose(theirs.Rewards, ours.Rewards, "rewards");
        AssertClose(theirs.Output(NetworkLayout.ToPlay).ToArray(), ours.Output(NetworkLayout.ToPlay).ToArray(), "next player, step");
        Assert.Equal(3 * 37, ours.Values.Distinct().Count());
    }

    [Theory]
    [InlineData("tictactoe")]
    [InlineData("mzg-cartpole")]
    public void Initial_WithoutDynamics_AgreesWithTorch(string name)
    {
        (IGame game, NetworkOptions options) = NetworkCases.All[name];
        NetworkShape shape = NetworkShape.For(game, options, dynamics: false);
        WeightSnapshot weights = RandomWeights.For(shape, seed: 1);
        using TorchNetwork torch = new(shape, NetworkLayout.Of(shape), ActionTable.Of(game, shape), Libtorch.Device);
        using CpuNetwork cpu = new(shape, ActionTable.Of(game, shape));
        InferenceBatch theirs = NetworkCases.Batch(shape, 7, 1), ours = NetworkCases.Batch(shape, 7, 1);

        torch.Load(weights);
        cpu.Load(weights);
        torch.Initial(theirs);
        cpu.Initial(ours);

        AssertSame(theirs, ours, name);
    }

    [Theory]
    [InlineData("tictactoe")]
    [InlineData("mzg-cartpole")]
    public void Initial_HeadsOfAFamily_AgreeWithTorch(string name)
    {
        (IGame game, NetworkOptions options) = NetworkCases.All[name];
        NetworkShape shape = NetworkShape.For(game, options, dynamics: false);
        shape = shape with { Heads = [new HeadShape(NetworkLayout.Value, shape.ValueBins), new HeadShape("q", 5)] };
        WeightSnapshot weights = RandomWeights.For(shape, seed: 1);
        using TorchNetwork torch = new(shape, NetworkLayout.Of(shape), ActionTable.Of(game, shape), Libtorch.Device);
        using CpuNetwork cpu = new(shape, ActionTable.Of(game, shape));
        InferenceBatch theirs = NetworkCases.Batch(shape, 7, 1), ours = NetworkCases.Batch(shape, 7, 1);

        torch.Load(weights);
        cpu.Load(weights);
        torch.Initial(theirs);
        cpu.Initial(ours);

        AssertClose(theirs.Values, ours.Values, name);
        AssertClose(theirs.Output("q").ToArray(), ours.Output("q").ToArray(), name);
        Assert.Contains(ours.Output("q").ToArray(), number => number != 0.0f);
        Assert.All(ours.PolicyLogits, logit => Assert.Equal(0.0f, logit));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Load_WhatTheLearnerWrites_IsTaken(string name)
    {
        (IGame game, NetworkOptions options) = NetworkCases.All[name];
        NetworkShape shape = NetworkShape.For(game, options, dynamics: true);
        using TorchLearner learner = new(Plans.Of(shape, new()), ActionTable.Of(game, shape), seed: 1, Libtorch.Device);
        using CpuNetwork cpu = new(shape, ActionTable.Of(game, shape));

        cpu.Load(learner.Snapshot(3));

        Assert.Equal(3, cpu.Version);
    }

    private static float[] Latent(INetwork network, int slot)
    {
        float[] latent = new float[network.Shape.LatentLength];
        network.ReadLatent(slot, latent);
        return latent;
    }

    private static void AssertSame(InferenceBatch theirs, InferenceBatch ours, string where)
    {
        AssertClose(theirs.PolicyLogits, ours.PolicyLogits, $"logits, {where}");
        AssertClose(theirs.Values, ours.Values, $"values, {where}");
    }

    // Absolute for what is near 1, relative for larger returns.
    private static void AssertClose(float[] theirs, float[] ours, string where)
    {
        for (int i = 0; i < theirs.Length; i++)
        {
            Assert.True(
                MathF.Abs(theirs[i] - ours[i]) <= Tolerance * MathF.Max(1.0f, MathF.Abs(theirs[i])),
                $"{where}: libtorch {theirs[i]}, ours {ours[i]} at {i}");
        }
    }
}
