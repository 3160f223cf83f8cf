using MuZero.Errors;
using MuZero.Networks;
using MuZero.Replay;

namespace MuZero.Runs;

/// <summary>Reanalysis in the trainer's thread, after each draw: the order of everything is fixed, so a run repeats bit for bit.</summary>
internal sealed class SerialReanalysis : IReanalysis
{
    private readonly ReanalysisWorker _worker;
    private readonly ReanalysisPace _pace;
    private readonly TargetWeights _target;
    private readonly InMemoryReplay _buffer;
    private readonly ReanalysedReplay _replay;

    /// <summary>A reanalysis in turn with the trainer.</summary>
    /// <param name="replay">The buffer as the trainer would draw from it without reanalysis.</param>
    /// <param name="worker">Belongs to the reanalysis, which disposes it.</param>
    /// <param name="pace">Counts what the trainer draws.</param>
    /// <param name="target">The target network.</param>
    /// <param name="buffer">The buffer itself.</param>
    /// <param name="newest">The newest weights.</param>
    public SerialReanalysis(
        ISavedReplay replay, ReanalysisWorker worker, ReanalysisPace pace, TargetWeights target, InMemoryReplay buffer,
        IWeightSource newest)
    {
        (_worker, _pace, _target, _buffer) = (worker, pace, target, buffer);
        _replay = new ReanalysedReplay(replay, pace, newest, Work);
    }

    public IReplay Replay => _replay;

    public ReanalysisCounters Counters => _replay.Draws with { Positions = _worker.Positions, Simulations = _worker.Simulations };

    public CancellationToken Stopping => CancellationToken.None;

    public UserException? Fault => null;

    public void Start()
    {
    }

    public void Stop()
    {
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_pace.Owed);
        writer.Write(_pace.FreshVersion);
        writer.Write(_buffer.NextReanalysed);
        _worker.Reanalyser.Save(writer);
        WeightSnapshot? target = _target.Latest();
        writer.Write(target is not null);
        if (target is not null)
        {
            writer.Write(target.Version);
            writer.Write(target.Step);
            writer.Write(target.Bytes.Length);
            writer.Write(target.Bytes.Span);
        }
    }

    public void Load(BinaryReader reader)
    {
        _pace.Restore(reader.ReadDouble(), reader.ReadInt64());
        _buffer.NextReanalysed = reader.ReadInt64();
        _worker.Reanalyser.Load(reader);
        if (reader.ReadBoolean())
        {
            (long version, long step) = (reader.ReadInt64(), reader.ReadInt64());
            _target.Restore(new WeightSnapshot(version, reader.ReadBytes(reader.ReadInt32())) { Step = step });
        }
    }

    public void Dispose() => _worker.Dispose();

    // Until nothing is owed.
    private void Work(CancellationToken cancellation)
    {
        while (_pace.Owed > 0.0)
        {
            cancellation.ThrowIfCancellationRequested();
            _worker.Work();
        }
    }
}
