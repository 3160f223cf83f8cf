namespace MuZero.Networks.Cpu;

/// <summary>Arithmetic on one vector of floats, a sample per lane; the kernels are written once over it.</summary>
/// <typeparam name="TVector">The vector itself, so that the compiler keeps it in a register.</typeparam>
internal unsafe interface ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Samples per vector.</summary>
    static abstract int Count { get; }

    /// <summary>True where the CPU has the 32 registers that 16 accumulators and their operands need.</summary>
    static abstract bool HoldPairs { get; }

    static abstract TVector Load(float* from);

    /// <summary>Asks for an address's cache line.</summary>
    static abstract void Prefetch(float* from);

    static abstract void Store(TVector numbers, float* to);

    static abstract TVector Broadcast(float number);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Subtract(TVector left, TVector right);

    static abstract TVector Multiply(TVector left, TVector right);

    static abstract TVector Divide(TVector left, TVector right);

    /// <summary>left * right + addend.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    /// <summary>The larger of each pair; <paramref name="right"/> where one is NaN on x86, so that a ReLU passes NaN on.</summary>
    static abstract TVector Max(TVector left, TVector right);

    static abstract TVector Min(TVector left, TVector right);

    /// <summary>Multiplies by 2 to the power of the integer in the low bits of <paramref name="exponent"/>'s representation.</summary>
    static abstract TVector Scale(TVector numbers, TVector exponent);

    /// <summary>Where <paramref name="condition"/> is positive the first, else the second.</summary>
    static abstract TVector WherePositive(TVector condition, TVector first, TVector second);
}
