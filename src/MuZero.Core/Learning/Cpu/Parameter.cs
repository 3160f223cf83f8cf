using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MuZero.Learning.Cpu;

/// <summary>A tensor of weights with its gradient and the optimiser's moments. Row-major, as PyTorch's; never moved by the
/// collector.</summary>
internal sealed unsafe class Parameter
{
    private const int Widest = 16; // floats of the widest vector; what fills the last one up stays zero

    private readonly float[] _values, _gradient, _first, _second;

    public Parameter(string name, int length)
    {
        (Name, Length) = (name, length);
        PaddedLength = (Length + Widest - 1) / Widest * Widest;
        (_values, _gradient, _first, _second) = (Room(), Room(), Room(), Room());

        float[] Room() => GC.AllocateArray<float>(PaddedLength, pinned: true);
    }

    /// <summary>The name in a weights file.</summary>
    public string Name { get; }

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>Up to whole vectors.</summary>
    public int PaddedLength { get; }

    /// <summary>Steps that the optimiser has made with it.</summary>
    public long Steps { get; set; }

    /// <summary>The weights.</summary>
    public Span<float> Values => _values.AsSpan(0, Length);

    /// <summary>The loss's derivative.</summary>
    public Span<float> Gradient => _gradient.AsSpan(0, Length);

    /// <summary>AdamW's mean gradient, or SGD's momentum.</summary>
    public Span<float> First => _first.AsSpan(0, Length);

    /// <summary>AdamW's mean square.</summary>
    public Span<float> Second => _second.AsSpan(0, Length);

    public float* ValuesStart => Start(_values);

    public float* GradientStart => Start(_gradient);

    public float* FirstStart => Start(_first);

    public float* SecondStart => Start(_second);

    /// <summary>The optimiser's memory of it, in place.</summary>
    public Moments Moments(TrainingOptions options) => options.Optimizer == OptimizerKind.AdamW
        ? new Moments(Steps, _first.AsMemory(0, Length), _second.AsMemory(0, Length))
        : new Moments(Steps, Steps > 0 && options.Momentum > 0.0 ? _first.AsMemory(0, Length) : default, default);

    /// <summary>Replaces the optimiser's memory of it; what is empty becomes zero.</summary>
    public void Restore(in Moments moments)
    {
        Steps = moments.Steps;
        First.Clear();
        Second.Clear();
        moments.First.Span.CopyTo(First);
        moments.Second.Span.CopyTo(Second);
    }

    private static float* Start(float[] pinned) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));
}
