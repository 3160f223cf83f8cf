using System.Runtime.CompilerServices;

namespace MuZero.Networks.Cpu;

/// <summary>Reads vectors at a stride.</summary>
internal readonly unsafe struct StridedReader<TLanes, TVector>(float* start, nint stride) : IVectorReader<TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Read(int place) => TLanes.Load(start + (place * stride));
}

/// <summary>Writes vectors at a stride.</summary>
internal readonly unsafe struct StridedWriter<TLanes, TVector>(float* start, nint stride) : IVectorWriter<TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(int place, TVector numbers) => TLanes.Store(numbers, start + (place * stride));
}

/// <summary>Reads a column of the board; rows before <paramref name="first"/> and from <paramref name="end"/> on are padding.</summary>
internal readonly unsafe struct BoardReader<TLanes, TVector>(float* start, nint stride, int first, int end) : IVectorReader<TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Read(int place) => place >= first && place < end ? TLanes.Load(start + (place * stride)) : default;
}

/// <summary>Writes a column of the board with bias, residual (unless null) and ReLU; rows from <paramref name="end"/> on are beyond the board.</summary>
internal readonly unsafe struct BoardWriter<TLanes, TVector>(float* start, float* residual, nint stride, int end, float* bias) : IVectorWriter<TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(int place, TVector numbers)
    {
        if (place >= end)
        {
            return;
        }

        numbers = TLanes.Add(numbers, TLanes.Broadcast(*bias));
        if (residual != null)
        {
            numbers = TLanes.Add(numbers, TLanes.Load(residual + (place * stride)));
        }

        TLanes.Store(TLanes.Max(default, numbers), start + (place * stride));
    }
}
