using System.CommandLine;
using System.Globalization;
using MuZero.Cli.Input;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Replay;

namespace MuZero.Cli.Benchmarking;

/// <summary>muzero bench train: optimiser steps per second, from drawing a batch to its new priorities.</summary>
internal sealed class TrainBench
{
    // Batch size and unroll steps of muzero-general's configurations.
    private static readonly Dictionary<string, (int Batch, int UnrollSteps)> _published = new(StringComparer.Ordinal)
    {
        ["mzg-tictactoe"] = (64, 20),
        ["mzg-connect4"] = (64, 42),
        ["mzg-cartpole"] = (128, 10),
    };

    private readonly BenchFlags _flags;
    private readonly Option<int?> _batch = Flag.Whole("--batch", "Positions per step. Default 64, or what the named network was published with.", 1, 65_536);
    private readonly Option<int?> _unrollSteps = Flag.Whole("--unroll-steps", "K. Default 5, or what the named network was published with.", 1, 1_000);

    private TrainBench(Terminal terminal) => _flags = new BenchFlags(terminal);

    public static Command Create(Terminal terminal)
    {
        TrainBench bench = new(terminal);
        Command command = new("train", "Optimiser steps per second of MuZero's training: batch, unroll, gradients, step.") { bench._batch, bench._unrollSteps };
        bench._flags.AddTo(command);
        command.SetAction(bench.Run);
        return command;
    }

    private void Run(ParseResult parsed)
    {
        (IGame game, NetworkOptions options) = BenchGames.Load(_flags, parsed);
        (int batch, int unrollSteps) = _published.GetValueOrDefault(_flags.NetworkName(parsed) ?? "", (64, 5));
        batch = parsed.GetValue(_batch) ?? batch;
        unrollSteps = parsed.GetValue(_unrollSteps) ?? unrollSteps;
        int threads = _flags.Threads(parsed);
        BenchNetwork network = new(game, options, dynamics: true);
        TrainingOptions training = new() { BatchSize = batch, UnrollSteps = unrollSteps };
        // One learner for any number of threads: they share its steps.
        Measurement measured = Measurement.Take(threads: 1, _flags.Seconds(parsed), _ => new TrainLoad(game, network, training, threads));
        double peak = Ceiling.Flops(threads, _flags.Seconds(parsed));
        // Forward, and backward to inputs and to weights.
        double flops = 3.0 * batch * (unrollSteps + 1) * network.FlopsPerEvaluation;
        _flags.Write(parsed, new BenchReport("train", "step", "steps/s", measured, peak / flops, "three times the forward operations at the processor's multiply-add peak")
        {
            Setting = BenchNetworkText.Setting(game, network, string.Create(CultureInfo.InvariantCulture, $"batch {batch}, {unrollSteps} unroll steps"), threads),
            Numbers =
            [
                ("threads", threads), ("batch", batch), ("unroll_steps", unrollSteps), ("parameters", network.Parameters), ("step_flops", flops), ("fma_gflops", peak / 1e9),
                ("nominal_gflops", measured.PerSecond * flops / 1e9),
            ],
        });
    }
}

/// <summary>A learner that steps over a buffer of random games. One item is an optimiser step.</summary>
internal sealed class TrainLoad : IBenchLoad
{
    private const int Episodes = 200;

    private readonly ILearner _learner;
    private readonly InMemoryReplay _replay;
    private readonly TargetBuilder _targets;
    private readonly TrainingBatch _batch;
    private readonly ReplaySample[] _samples;
    private readonly RandomStream _random = new(1);

    public TrainLoad(IGame game, BenchNetwork network, TrainingOptions options, int threads)
    {
        LearningPlan plan = LearningPlan.Of(network.Shape, options);
        _learner = Composition.Choose(plan).Backend.CreateLearner(plan, ActionTable.Of(game, network.Shape), seed: 1);
        _learner.Threads = threads;
        _replay = BenchReplay.Filled(game, network, Episodes);
        _targets = new TargetBuilder(game, options.UnrollSteps, tdSteps: 0, useSymmetries: false);
        _batch = new TrainingBatch(options.BatchSize, options.UnrollSteps, game.Spec.Observation.Length, game.Spec.Actions);
        _samples = new ReplaySample[options.BatchSize];
    }

    /// <inheritdoc/>
    public long Run()
    {
        _ = _replay.TrySample(_samples, _random);
        for (int row = 0; row < _samples.Length; row++)
        {
            _targets.Fill(_batch, row, _samples[row], _random);
        }

        _ = _learner.Learn(_batch);
        _replay.UpdatePriorities(_batch.Keys, _batch.Priorities);
        return 1;
    }

    /// <inheritdoc/>
    public void Dispose() => _learner.Dispose();
}
