using MuZero.Bench.Measuring;
using MuZero.Bench.Networks;
using MuZero.Learning;
using MuZero.Replay;

namespace MuZero.Bench.Benchmarks;

/// <summary>Positions per second that are drawn by priority and made into rows of a training batch.</summary>
public static class ReplayBench
{
    /// <summary>Measures a buffer per thread.</summary>
    public static BenchReport Run(BenchSetup setup, int batch)
    {
        (IGame game, BenchNetwork network, int threads, _) = setup;
        int row = game.Spec.Observation.Length + (ReplayLoad.UnrollSteps * game.Spec.Actions);
        Measurement measured = setup.Measure(_ => new ReplayLoad(game, network, batch));
        Measurement copied = setup.Measure(_ => new CopyLoad(row));
        return new BenchReport("replay", "position", "positions/s", measured, copied.PerSecond, "rows of the same length, copied")
        {
            Setting = string.Create(CultureInfo.InvariantCulture,
                $"{game.Spec.Id}, batches of {batch}, {ReplayLoad.UnrollSteps} unroll steps, {BenchSetup.Count(threads)}"),
            Numbers = [("threads", threads), ("batch", batch)],
        };
    }
}

/// <summary>Draws batches from a buffer of its own. One item is a position.</summary>
internal sealed class ReplayLoad : IBenchLoad
{
    public const int UnrollSteps = 5;

    private const int Episodes = 2_000;

    private readonly EpisodeTable _replay;
    private readonly TargetBuilder _targets;
    private readonly TrainingBatch _batch;
    private readonly ReplaySample[] _samples;
    private readonly RandomStream _random = new(1);

    public ReplayLoad(IGame game, BenchNetwork network, int batch)
    {
        _replay = FilledReplay.Create(game, network, Episodes);
        _targets = new TargetBuilder(game, UnrollSteps, tdSteps: 0, useSymmetries: false);
        _batch = _targets.CreateBatch(batch);
        _samples = new ReplaySample[batch];
    }

    public long Run()
    {
        _replay.Draw(_samples, _random);
        for (int row = 0; row < _samples.Length; row++)
        {
            _targets.Fill(_batch, row, _samples[row], _random);
            _batch.Priorities[row] = (float)_random.NextDouble();
        }

        _replay.UpdatePriorities(_batch.Keys, _batch.Priorities);
        return _samples.Length;
    }
}

/// <summary>Copies rows from random places in 64 MiB, as far apart as a buffer's episodes. One item is a row.</summary>
internal sealed class CopyLoad(int length) : IBenchLoad
{
    private readonly float[] _from = new float[16 << 20];
    private readonly float[] _to = new float[length];
    private readonly RandomStream _random = new(1);

    public long Run()
    {
        const int Rows = 64;
        for (int row = 0; row < Rows; row++)
        {
            _from.AsSpan(_random.Next(_from.Length - length), length).CopyTo(_to);
        }

        return Rows;
    }
}
