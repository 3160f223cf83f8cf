using System.Runtime.CompilerServices;
using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>The input vectors of a transform.</summary>
internal interface IVectorReader<TVector>
{
    /// <summary>The vector at a place of the tile.</summary>
    TVector Read(int place);
}

/// <summary>The output vectors of a transform.</summary>
internal interface IVectorWriter<TVector>
{
    /// <summary>Sets the vector at a place of the tile.</summary>
    void Write(int place, TVector numbers);
}

/// <summary>One dimension of Winograd's minimal filtering F(m, 3): m outputs of a 3-tap filter by m + 2 multiplications instead of 3 m
/// (Lavin and Gray, 2016). The matrices are Cook and Toom's for the points 0, 1, -1, 2, -2, infinity, as many of them as are
/// needed.</summary>
internal interface ITiling
{
    /// <summary>m, outputs per tile.</summary>
    static abstract int Outputs { get; }

    /// <summary>[m + 2, 3] G: a filter's weights at the points.</summary>
    static abstract ReadOnlySpan<double> Filter { get; }

    /// <summary>B^T x: m + 2 inputs at the points.</summary>
    static abstract void Input<TSimd, TVector, TReader, TWriter>(TReader x, TWriter y)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where TReader : struct, IVectorReader<TVector>
        where TWriter : struct, IVectorWriter<TVector>;

    /// <summary>A^T x: m outputs from the products at the points.</summary>
    static abstract void Output<TSimd, TVector, TReader, TWriter>(TReader x, TWriter y)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where TReader : struct, IVectorReader<TVector>
        where TWriter : struct, IVectorWriter<TVector>;
}

/// <summary>F(2, 3).</summary>
internal readonly struct Tiling2 : ITiling
{
    public static int Outputs => 2;

    public static ReadOnlySpan<double> Filter =>
    [
        1.0, 0.0, 0.0,
        1.0 / 2, 1.0 / 2, 1.0 / 2,
        1.0 / 2, -1.0 / 2, 1.0 / 2,
        0.0, 0.0, 1.0,
    ];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TSimd, TVector, TReader, TWriter>(TReader x, TWriter y)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where TReader : struct, IVectorReader<TVector>
        where TWriter : struct, IVectorWriter<TVector>
    {
        TVector x0 = x.Read(0), x1 = x.Read(1), x2 = x.Read(2), x3 = x.Read(3);
        y.Write(0, TSimd.Subtract(x0, x2));
        y.Write(1, TSimd.Add(x2, x1));
        y.Write(2, TSimd.Subtract(x2, x1));
        y.Write(3, TSimd.Subtract(x3, x1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TSimd, TVector, TReader, TWriter>(TReader x, TWriter y)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where TReader : struct, IVectorReader<TVector>
        where TWriter : struct, IVectorWriter<TVector>
    {
        TVector x1 = x.Read(1), x2 = x.Read(2);
        y.Write(0, TSimd.Add(x.Read(0), TSimd.Add(x1, x2)));
        y.Write(1, TSimd.Add(TSimd.Subtract(x1, x2), x.Read(3)));
    }
}

/// <summary>F(3, 3).</summary>
internal readonly struct Tiling3 : ITiling
{
    public static int Outputs => 3;

    public static ReadOnlySpan<double> Filter =>
    [
        1.0 / 2, 0.0, 0.0,
        -1.0 / 2, -1.0 / 2, -1.0 / 2,
        -1.0 / 6, 1.0 / 6, -1.0 / 6,
        1.0 / 6, 1.0 / 3, 2.0 / 3,
        0.0, 0.0, 1.0,
    ];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TSimd, TVector, TReader, TWriter>(TReader x, TWriter y)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where TReader : struct, IVectorReader<TVector>
        where TWriter : struct, IVectorWriter<TVector>
    {
        TVector x0 = x.Read(0), x1 = x.Read(1), x2 = x.Read(2), x3 = x.Read(3), x4 = x.Read(4);
        TVector two = TSimd.Create(2.0f), minusTwo = TSimd.Create(-2.0f), minusThree = TSimd.Create(-3.0f);
        TVector up = TSimd.Subtract(x3, x1); // at the point 2, and a part of the others
        TVector down = TSimd.Subtract(x0, x2);
        y.Write(0, TSimd.MultiplyAdd(two, down, up));
        y.Write(1, TSimd.MultiplyAdd(minusTwo, x1, TSimd.Subtract(x3, x2)));
        y.Write(2, TSimd.MultiplyAdd(two, x1, TSimd.MultiplyAdd(minusThree, x2, x3)));
        y.Write(3, up);
        y.Write(4, TSimd.MultiplyAdd(minusTwo, up, TSimd.Subtract(x4, x2)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TSimd, TVector, TReader, TWriter>(TReader x, TWriter y)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where TReader : struct, IVectorReader<TVector>
        where TWriter : struct, IVectorWriter<TVector>
    {
        TVector x1 = x.Read(1), x2 = x.Read(2), x3 = x.Read(3);
        TVector sum = TSimd.Add(x1, x2), difference = TSimd.Subtract(x1, x2);
        y.Write(0, TSimd.Add(TSimd.Add(x.Read(0), sum), x3));
        y.Write(1, TSimd.MultiplyAdd(TSimd.Create(2.0f), x3, difference));
        y.Write(2, TSimd.Add(TSimd.MultiplyAdd(TSimd.Create(4.0f), x3, sum), x.Read(4)));
    }
}

/// <summary>F(4, 3).</summary>
internal readonly struct Tiling4 : ITiling
{
    public static int Outputs => 4;

    public static ReadOnlySpan<double> Filter =>
    [
        1.0 / 4, 0.0, 0.0,
        -1.0 / 6, -1.0 / 6, -1.0 / 6,
        -1.0 / 6, 1.0 / 6, -1.0 / 6,
        1.0 / 24, 1.0 / 12, 1.0 / 6,
        1.0 / 24, -1.0 / 12, 1.0 / 6,
        0.0, 0.0, 1.0,
    ];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TSimd, TVector, TReader, TWriter>(TReader x, TWriter y)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where TReader : struct, IVectorReader<TVector>
        where TWriter : struct, IVectorWriter<TVector>
    {
        TVector x0 = x.Read(0), x1 = x.Read(1), x2 = x.Read(2), x3 = x.Read(3), x4 = x.Read(4), x5 = x.Read(5);
        TVector two = TSimd.Create(2.0f), minusTwo = TSimd.Create(-2.0f), four = TSimd.Create(4.0f), minusFour = TSimd.Create(-4.0f);
        TVector minusFive = TSimd.Create(-5.0f);
        TVector even = TSimd.MultiplyAdd(minusFour, x2, x4), odd = TSimd.MultiplyAdd(minusFour, x1, x3);
        TVector up = TSimd.Subtract(x4, x2), slope = TSimd.Subtract(x3, x1);
        y.Write(0, TSimd.MultiplyAdd(four, x0, TSimd.MultiplyAdd(minusFive, x2, x4)));
        y.Write(1, TSimd.Add(even, odd));
        y.Write(2, TSimd.Subtract(even, odd));
        y.Write(3, TSimd.MultiplyAdd(two, slope, up));
        y.Write(4, TSimd.MultiplyAdd(minusTwo, slope, up));
        y.Write(5, TSimd.MultiplyAdd(four, x1, TSimd.MultiplyAdd(minusFive, x3, x5)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TSimd, TVector, TReader, TWriter>(TReader x, TWriter y)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where TReader : struct, IVectorReader<TVector>
        where TWriter : struct, IVectorWriter<TVector>
    {
        TVector x1 = x.Read(1), x2 = x.Read(2), x3 = x.Read(3), x4 = x.Read(4);
        TVector sum = TSimd.Add(x1, x2), difference = TSimd.Subtract(x1, x2), farSum = TSimd.Add(x3, x4),
            farDifference = TSimd.Subtract(x3, x4);
        y.Write(0, TSimd.Add(TSimd.Add(x.Read(0), sum), farSum));
        y.Write(1, TSimd.MultiplyAdd(TSimd.Create(2.0f), farDifference, difference));
        y.Write(2, TSimd.MultiplyAdd(TSimd.Create(4.0f), farSum, sum));
        y.Write(3, TSimd.Add(TSimd.MultiplyAdd(TSimd.Create(8.0f), farDifference, difference), x.Read(5)));
    }
}
