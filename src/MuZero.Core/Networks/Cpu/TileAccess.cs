using System.Runtime.CompilerServices;
using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>Reads vectors at a stride.</summary>
internal readonly unsafe struct StridedReader<TSimd, TVector>(float* start, nint stride) : IVectorReader<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Read(int place) => TSimd.Load(start + (place * stride));
}

/// <summary>Writes vectors at a stride.</summary>
internal readonly unsafe struct StridedWriter<TSimd, TVector>(float* start, nint stride) : IVectorWriter<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(int place, TVector numbers) => TSimd.Store(numbers, start + (place * stride));
}

/// <summary>Reads a column of the board; rows before <paramref name="first"/> and from <paramref name="end"/> on are padding.</summary>
internal readonly unsafe struct BoardReader<TSimd, TVector>(float* start, nint stride, int first, int end) : IVectorReader<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Read(int place) => place >= first && place < end ? TSimd.Load(start + (place * stride)) : default;
}

/// <summary>Writes a column of the board with bias, residual (unless null) and floor; rows from <paramref name="end"/> on are beyond the
/// board.</summary>
internal readonly unsafe struct BoardWriter<TSimd, TVector>(float* start, float* residual, nint stride, int end, float* bias, float floor)
    : IVectorWriter<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(int place, TVector numbers)
    {
        if (place >= end)
        {
            return;
        }

        numbers = TSimd.Add(numbers, TSimd.Create(*bias));
        if (residual != null)
        {
            numbers = TSimd.Add(numbers, TSimd.Load(residual + (place * stride)));
        }

        TSimd.Store(TSimd.Max(TSimd.Create(floor), numbers), start + (place * stride));
    }
}
