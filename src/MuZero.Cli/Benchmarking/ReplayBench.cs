using System.CommandLine;
using System.Globalization;
using MuZero.Cli.Input;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Replay;

namespace MuZero.Cli.Benchmarking;

/// <summary>muzero bench replay: positions per second drawn by priority and made into rows of a training batch.</summary>
internal sealed class ReplayBench
{
    private const int DefaultBatch = 64;

    private readonly BenchFlags _flags;
    private readonly Option<int?> _batch = Flag.Whole("--batch", $"Positions per batch. Default {DefaultBatch}.", 1, 65_536);

    private ReplayBench(Terminal terminal) => _flags = new BenchFlags(terminal);

    public static Command Create(Terminal terminal)
    {
        ReplayBench bench = new(terminal);
        Command command = new("replay", "Positions per second drawn by priority, made into targets, and given new priorities.") { bench._batch };
        bench._flags.AddTo(command);
        command.SetAction(bench.Run);
        return command;
    }

    private void Run(ParseResult parsed)
    {
        (IGame game, NetworkOptions options) = BenchGames.Load(_flags, parsed);
        int batch = parsed.GetValue(_batch) ?? DefaultBatch;
        int threads = _flags.Threads(parsed);
        BenchNetwork network = new(game, options, dynamics: true);
        Measurement measured = Measurement.Take(threads, _flags.Seconds(parsed), _ => new ReplayLoad(game, network, batch));
        Measurement copied = Measurement.Take(threads, _flags.Seconds(parsed), _ => new CopyLoad(game.Spec.Observation.Length + (ReplayLoad.UnrollSteps * game.Spec.Actions)));
        _flags.Write(parsed, new BenchReport("replay", "position", "positions/s", measured, copied.PerSecond, "rows of the same length, copied")
        {
            Setting = string.Create(CultureInfo.InvariantCulture, $"{game.Spec.Id}, batches of {batch}, {ReplayLoad.UnrollSteps} unroll steps, {threads} {(threads == 1 ? "thread" : "threads")}"),
            Numbers = [("threads", threads), ("batch", batch)],
        });
    }
}

/// <summary>Draws batches from a buffer of its own. One item is a position.</summary>
internal sealed class ReplayLoad : IBenchLoad
{
    public const int UnrollSteps = 5;

    private const int Episodes = 2_000;

    private readonly InMemoryReplay _replay;
    private readonly TargetBuilder _targets;
    private readonly TrainingBatch _batch;
    private readonly ReplaySample[] _samples;
    private readonly RandomStream _random = new(1);

    public ReplayLoad(IGame game, BenchNetwork network, int batch)
    {
        _replay = BenchReplay.Filled(game, network, Episodes);
        _targets = new TargetBuilder(game, UnrollSteps, tdSteps: 0, useSymmetries: false);
        _batch = new TrainingBatch(batch, UnrollSteps, game.Spec.Observation.Length, game.Spec.Actions);
        _samples = new ReplaySample[batch];
    }

    /// <inheritdoc/>
    public long Run()
    {
        _ = _replay.TrySample(_samples, _random);
        for (int row = 0; row < _samples.Length; row++)
        {
            _targets.Fill(_batch, row, _samples[row], _random);
            _batch.Priorities[row] = (float)_random.NextDouble();
        }

        _replay.UpdatePriorities(_batch.Keys, _batch.Priorities);
        return _samples.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}

/// <summary>Copies rows from place to place in 64 MiB, as far apart as a buffer's episodes. One item is a row.</summary>
internal sealed class CopyLoad(int length) : IBenchLoad
{
    private readonly float[] _from = new float[16 << 20];
    private readonly float[] _to = new float[length];
    private readonly RandomStream _random = new(1);

    /// <inheritdoc/>
    public long Run()
    {
        const int Rows = 64;
        for (int row = 0; row < Rows; row++)
        {
            _from.AsSpan(_random.Next(_from.Length - length), length).CopyTo(_to);
        }

        return Rows;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
