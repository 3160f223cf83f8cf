using MuZero.Bench.Measuring;
using MuZero.Bench.Networks;
using MuZero.Learning;
using MuZero.Replay;

namespace MuZero.Bench.Benchmarks;

/// <summary>Optimiser steps per second, from drawing a batch to its new priorities.</summary>
public static class TrainBench
{
    /// <summary>Batch size and unroll steps that a named network was published with; 64 and 5 for any other.</summary>
    public static (int Batch, int UnrollSteps) Published(string? network)
        => MuZeroGeneralNetworks.All.TryGetValue(network ?? "", out PublishedNetwork? named) ? (named.Batch, named.UnrollSteps) : (64, 5);

    /// <summary>Measures one learner, whose steps all threads share.</summary>
    public static BenchReport Run(BenchSetup setup, int batch, int unrollSteps)
    {
        (IGame game, BenchNetwork network, int threads, double seconds) = setup;
        TrainingOptions training = new() { BatchSize = batch, UnrollSteps = unrollSteps };
        Measurement measured = Measurement.Take(threads: 1, seconds, _ => new TrainLoad(game, network, training, threads));
        double peak = MultiplyAddPeak.Flops(threads, seconds);

        // Forward, and backward to inputs and to weights.
        double flops = 3.0 * batch * (unrollSteps + 1) * network.FlopsPerEvaluation;
        string ceilingText = "three times the forward operations at the processor's multiply-add peak";
        return new BenchReport("train", "step", "steps/s", measured, peak / flops, ceilingText)
        {
            Setting = setup.Describe(string.Create(CultureInfo.InvariantCulture, $"batch {batch}, {unrollSteps} unroll steps")),
            Numbers =
            [
                ("threads", threads), ("batch", batch), ("unroll_steps", unrollSteps), ("parameters", network.Parameters),
                ("step_flops", flops), ("fma_gflops", peak / 1e9), ("nominal_gflops", measured.PerSecond * flops / 1e9),
            ],
        };
    }
}

/// <summary>A learner that steps over a buffer of random games. One item is an optimiser step.</summary>
internal sealed class TrainLoad : IBenchLoad
{
    private const int Episodes = 200;

    private readonly ILearner _learner;
    private readonly EpisodeTable _replay;
    private readonly ITargets _targets;
    private readonly TrainingBatch _batch;
    private readonly ReplaySample[] _samples;
    private readonly RandomStream _random = new(1);

    public TrainLoad(IGame game, BenchNetwork network, TrainingOptions options, int threads)
    {
        _learner = network.CreateLearner(options);
        _learner.Threads = threads;
        _replay = FilledReplay.Create(game, network, Episodes);
        _targets = (network.Agent with { Options = network.Agent.Options with { Training = options } }).CreateTargets();
        _batch = _targets.CreateBatch(options.BatchSize);
        _samples = new ReplaySample[options.BatchSize];
    }

    public long Run()
    {
        _replay.Draw(_samples, _random);
        for (int row = 0; row < _samples.Length; row++)
        {
            _targets.Fill(_batch, row, _samples[row], _random);
        }

        _ = _learner.Learn(_batch);
        _replay.UpdatePriorities(_batch.Keys, _batch.Priorities);
        return 1;
    }

    public void Dispose() => _learner.Dispose();
}
