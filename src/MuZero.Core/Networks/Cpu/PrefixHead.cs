using System.Runtime.CompilerServices;
using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>The reward head of a network with a value prefix: a 1x1 convolution if there are planes, a memory, a hidden layer, a linear
/// layer.</summary>
internal sealed unsafe class PrefixHead<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly int _points;
    private readonly int _inputs;
    private readonly int _size; // H
    private readonly Dense<TSimd, TVector>? _squeeze;
    private readonly Dense<TSimd, TVector> _gates;
    private readonly Hidden<TSimd, TVector> _hidden;
    private readonly Dense<TSimd, TVector> _last;
    private readonly FloatBuffer _entering; // [inputs + 2 H, samples] what the gates read, and the cell
    private readonly FloatBuffer _gateRows; // [4 H up to a multiple of 8, samples]
    private readonly FloatBuffer _discarded; // [2 H]

    public PrefixHead(WeightReader reader, HeadLayout head, int points, int samples)
    {
        LstmLayout memory = head.Layers.OfType<LstmLayout>().Single();
        (_points, _inputs, _size) = (points, memory.Inputs, memory.Outputs);
        _squeeze = head.Layers[0] is ConvolutionLayout squeeze
            ? new Dense<TSimd, TVector>(reader.Convolution(head.Name, squeeze), squeeze.Inputs) : null;
        _gates = new Dense<TSimd, TVector>(reader.Linear(head.Name, memory.Gates), memory.Gates.Inputs);
        _hidden = new Hidden<TSimd, TVector>(reader, head.Name, (LinearLayout)head.Layers[^2]);
        LinearLayout last = (LinearLayout)head.Layers[^1];
        _last = new Dense<TSimd, TVector>(reader.Linear(head.Name, last), last.Inputs);
        _entering = new FloatBuffer((long)PackedWeights.Padded(_inputs + memory.StateLength) * samples);
        _gateRows = new FloatBuffer((long)PackedWeights.Padded(memory.Gates.Outputs) * samples);
        _discarded = new FloatBuffer(memory.StateLength);
    }

    /// <summary><see cref="Workspace.Features"/> to <see cref="Workspace.Output"/>, [outputs, vectors].</summary>
    /// <param name="workspace">Buffers of the block.</param>
    /// <param name="memory">States by slot; those that are reached are written.</param>
    /// <param name="batch">Slots that are left and reached.</param>
    /// <param name="first">The block's first row in the batch.</param>
    /// <param name="vectors">Vectors of samples.</param>
    public void Run(Workspace workspace, PrefixMemory memory, InferenceBatch batch, int first, int vectors)
    {
        int samples = vectors * TSimd.Count;
        nint stride = samples;
        Squeeze(workspace, vectors);
        float* state = _entering.Start + (_inputs * stride);
        for (int sample = 0; sample < samples; sample++)
        {
            workspace.Rows[sample] = memory.Entering(batch.ParentSlots[Math.Min(first + sample, batch.Count - 1)]);
        }

        Transposition.ToLanes(workspace.Rows, 2 * _size, state, samples);
        _gates.Run(_entering.Start, _gateRows.Start, vectors, float.NegativeInfinity);
        Remember(_gateRows.Start, state, state + (_size * stride), _size * stride);
        for (int sample = 0; sample < samples; sample++)
        {
            workspace.Rows[sample] = first + sample < batch.Count ? memory.Leaving(batch.Slots[first + sample]) : _discarded.Start;
        }

        Transposition.ToRows(state, workspace.Rows, 2 * _size, samples);
        _hidden.Run(state, workspace.Hidden, vectors);
        _last.Run(workspace.Hidden, workspace.Output, vectors, float.NegativeInfinity);
    }

    // Dense writes whole blocks of outputs, so planes go through the workspace's room before the state is written behind them.
    private void Squeeze(Workspace workspace, int vectors)
    {
        float* input = workspace.Features;
        if (_squeeze is not null)
        {
            _squeeze.Run(workspace.Features, workspace.Planes, _points * vectors, 0.0f);
            input = workspace.Planes;
        }

        nint length = (nint)_inputs * vectors * TSimd.Count;
        new ReadOnlySpan<float>(input, (int)length).CopyTo(new Span<float>(_entering.Start, (int)length));
    }

    // c <- f c + i g, h <- o tanh c, with the gates i, f, g, o.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Remember(float* gates, float* hidden, float* cell, nint length)
    {
        TVector one = TSimd.Create(1.0f);
        for (nint i = 0; i < length; i += TSimd.Count)
        {
            TVector input = Sigmoid(TSimd.Load(gates + i)), forget = Sigmoid(TSimd.Load(gates + length + i)),
                update = Tanh(TSimd.Load(gates + (2 * length) + i)), output = Sigmoid(TSimd.Load(gates + (3 * length) + i));
            TVector kept = TSimd.MultiplyAdd(forget, TSimd.Load(cell + i), TSimd.Multiply(input, update));
            TSimd.Store(kept, cell + i);
            TSimd.Store(TSimd.Multiply(output, Tanh(kept)), hidden + i);
        }

        TVector Sigmoid(TVector x)
            => TSimd.Divide(one, TSimd.Add(one, VectorMath.Exp<TSimd, TVector>(TSimd.Subtract(TSimd.Create(0.0f), x))));

        TVector Tanh(TVector x)
            => TSimd.Subtract(one, TSimd.Divide(
                TSimd.Create(2.0f), TSimd.Add(VectorMath.Exp<TSimd, TVector>(TSimd.Multiply(TSimd.Create(2.0f), x)), one)));
    }
}
