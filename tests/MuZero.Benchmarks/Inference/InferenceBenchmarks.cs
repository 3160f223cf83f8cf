using System.Diagnostics;
using System.Globalization;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Networks.Cpu;
using MuZero.Tests.Shared;

namespace MuZero.Benchmarks.Inference;

/// <summary>Recurrent evaluations of the managed network on one thread, beside the multiply-add peak measured in the same run. Pin with taskset.</summary>
internal static class InferenceBenchmarks
{
    private const int Nodes = 50; // a tree's

    private static readonly TimeSpan _slice = TimeSpan.FromMilliseconds(100);

    private static readonly string[] _usual = ["mzg-tictactoe", "mzg-connect4", "mzg-cartpole", "tictactoe", "connect4", "go9", "othello", "cartpole"];

    private static double _peak; // of the whole run: a noisy neighbour only ever lowers it

    public static void Run(string[] names)
    {
        int[] batches = [.. names.Where(name => int.TryParse(name, out _)).Select(int.Parse)];
        string[] shapes = [.. names.Where(name => !int.TryParse(name, out _))];
        foreach (string name in shapes.Length > 0 ? shapes : _usual)
        {
            foreach (int rows in batches.Length > 0 ? batches : [64, 128])
            {
                Measure(name, rows);
            }
        }
    }

    private static void Measure(string name, int rows)
    {
        (IGame game, NetworkOptions options) = NetworkCases.All[name];
        NetworkShape shape = NetworkShape.For(game, options, dynamics: true);
        using CpuNetwork network = new(game, shape);
        network.Reserve(rows * Nodes);
        network.Load(RandomWeights.For(shape, 1));
        InferenceBatch batch = NetworkCases.Batch(shape, rows, 1);
        network.Initial(batch);
        List<double> rates = [];
        for (int round = 0; round < 8; round++)
        {
            int simulation = 0;
            double rate = rows * PerSecond(() => Step(network, batch, ref simulation));
            _peak = Math.Max(_peak, FusedPeak.Measure());
            if (round >= 2)
            {
                rates.Add(rate);
            }
        }

        double best = rates.Max(), work = best * NominalFlops(shape) / 1e9;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-14} batch {rows,4}: {best,12:N0} evaluations/s (median {Farm.Line.Median(rates):N0}), {work:F1} GFLOP/s nominal, multiply-add peak {_peak / 1e9:F0}"));
    }

    // Down one line of moves from the root, then from the root again: every simulation fills slots of its own, as in a search.
    private static void Step(CpuNetwork network, InferenceBatch batch, ref int simulation)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            batch.ParentSlots[row] = ((long)row * Nodes) + simulation;
            batch.Slots[row] = ((long)row * Nodes) + simulation + 1;
        }

        simulation = (simulation + 1) % (Nodes - 1);
        network.Recurrent(batch);
    }

    private static double PerSecond(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        long calls = 0;
        while (Stopwatch.GetElapsedTime(start) < _slice)
        {
            action();
            calls++;
        }

        return calls / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // Two per multiplication, padding counted as work, as is usual; of a recurrent evaluation.
    private static double NominalFlops(NetworkShape shape)
    {
        double points = shape.Plane.Height * shape.Plane.Width;
        int hidden = shape.HiddenSize;
        double outputs = shape.RewardBins + shape.ValueBins + shape.Actions;
        if (shape.Kind == NetworkKind.Mlp)
        {
            return 2.0 * (((shape.LatentSize + shape.ActionPlanes + shape.LatentSize + (3.0 * shape.LatentSize)) * hidden) + (hidden * outputs));
        }

        double blocks = shape.Blocks + shape.PredictionBlocks, squeezed = shape.RewardChannels + shape.ValueChannels + shape.PolicyChannels;
        double towers = 9.0 * points * shape.Channels * (shape.Channels + shape.ActionPlanes + (2.0 * blocks * shape.Channels));
        return 2.0 * (towers + (points * squeezed * (shape.Channels + hidden)) + (hidden * outputs));
    }
}
