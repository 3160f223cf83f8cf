using System.Runtime.CompilerServices;

namespace MuZero.Networks.Cpu;

/// <summary>Where a transform reads its vectors.</summary>
internal interface IVectorReader<TVector>
{
    /// <summary>The vector at a place of the tile.</summary>
    TVector Read(int place);
}

/// <summary>Where a transform writes its vectors.</summary>
internal interface IVectorWriter<TVector>
{
    /// <summary>Sets the vector at a place of the tile.</summary>
    void Write(int place, TVector numbers);
}

/// <summary>One dimension of Winograd's minimal filtering F(m, 3): m outputs of a 3-tap filter by m + 2 multiplications instead of 3 m
/// (Lavin and Gray, 2016). The matrices are Cook and Toom's for the points 0, 1, -1, 2, -2, infinity, as many of them as are needed.</summary>
internal interface ITiling
{
    /// <summary>m, outputs per tile.</summary>
    static abstract int Outputs { get; }

    /// <summary>[m + 2, 3] G: a filter's weights at the points.</summary>
    static abstract ReadOnlySpan<double> Filter { get; }

    /// <summary>B^T x: m + 2 inputs at the points.</summary>
    static abstract void Input<TLanes, TVector, TReader, TWriter>(TReader x, TWriter y)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TReader : struct, IVectorReader<TVector>
        where TWriter : struct, IVectorWriter<TVector>;

    /// <summary>A^T x: m outputs from the products at the points.</summary>
    static abstract void Output<TLanes, TVector, TReader, TWriter>(TReader x, TWriter y)
        where TLanes : ILanes<TVector>
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
    public static void Input<TLanes, TVector, TReader, TWriter>(TReader x, TWriter y)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TReader : struct, IVectorReader<TVector>
        where TWriter : struct, IVectorWriter<TVector>
    {
        TVector x0 = x.Read(0), x1 = x.Read(1), x2 = x.Read(2), x3 = x.Read(3);
        y.Write(0, TLanes.Subtract(x0, x2));
        y.Write(1, TLanes.Add(x2, x1));
        y.Write(2, TLanes.Subtract(x2, x1));
        y.Write(3, TLanes.Subtract(x3, x1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TLanes, TVector, TReader, TWriter>(TReader x, TWriter y)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TReader : struct, IVectorReader<TVector>
        where TWriter : struct, IVectorWriter<TVector>
    {
        TVector x1 = x.Read(1), x2 = x.Read(2);
        y.Write(0, TLanes.Add(x.Read(0), TLanes.Add(x1, x2)));
        y.Write(1, TLanes.Add(TLanes.Subtract(x1, x2), x.Read(3)));
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
    public static void Input<TLanes, TVector, TReader, TWriter>(TReader x, TWriter y)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TReader : struct, IVectorReader<TVector>
        where TWriter : struct, IVectorWriter<TVector>
    {
        TVector x0 = x.Read(0), x1 = x.Read(1), x2 = x.Read(2), x3 = x.Read(3), x4 = x.Read(4);
        TVector two = TLanes.Broadcast(2.0f), minusTwo = TLanes.Broadcast(-2.0f), minusThree = TLanes.Broadcast(-3.0f);
        TVector up = TLanes.Subtract(x3, x1); // at the point 2, and a part of the others
        TVector down = TLanes.Subtract(x0, x2);
        y.Write(0, TLanes.MultiplyAdd(two, down, up));
        y.Write(1, TLanes.MultiplyAdd(minusTwo, x1, TLanes.Subtract(x3, x2)));
        y.Write(2, TLanes.MultiplyAdd(two, x1, TLanes.MultiplyAdd(minusThree, x2, x3)));
        y.Write(3, up);
        y.Write(4, TLanes.MultiplyAdd(minusTwo, up, TLanes.Subtract(x4, x2)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TLanes, TVector, TReader, TWriter>(TReader x, TWriter y)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TReader : struct, IVectorReader<TVector>
        where TWriter : struct, IVectorWriter<TVector>
    {
        TVector x1 = x.Read(1), x2 = x.Read(2), x3 = x.Read(3);
        TVector sum = TLanes.Add(x1, x2), difference = TLanes.Subtract(x1, x2);
        y.Write(0, TLanes.Add(TLanes.Add(x.Read(0), sum), x3));
        y.Write(1, TLanes.MultiplyAdd(TLanes.Broadcast(2.0f), x3, difference));
        y.Write(2, TLanes.Add(TLanes.MultiplyAdd(TLanes.Broadcast(4.0f), x3, sum), x.Read(4)));
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
    public static void Input<TLanes, TVector, TReader, TWriter>(TReader x, TWriter y)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TReader : struct, IVectorReader<TVector>
        where TWriter : struct, IVectorWriter<TVector>
    {
        TVector x0 = x.Read(0), x1 = x.Read(1), x2 = x.Read(2), x3 = x.Read(3), x4 = x.Read(4), x5 = x.Read(5);
        TVector two = TLanes.Broadcast(2.0f), minusTwo = TLanes.Broadcast(-2.0f), four = TLanes.Broadcast(4.0f), minusFour = TLanes.Broadcast(-4.0f);
        TVector minusFive = TLanes.Broadcast(-5.0f);
        TVector even = TLanes.MultiplyAdd(minusFour, x2, x4), odd = TLanes.MultiplyAdd(minusFour, x1, x3);
        TVector up = TLanes.Subtract(x4, x2), slope = TLanes.Subtract(x3, x1);
        y.Write(0, TLanes.MultiplyAdd(four, x0, TLanes.MultiplyAdd(minusFive, x2, x4)));
        y.Write(1, TLanes.Add(even, odd));
        y.Write(2, TLanes.Subtract(even, odd));
        y.Write(3, TLanes.MultiplyAdd(two, slope, up));
        y.Write(4, TLanes.MultiplyAdd(minusTwo, slope, up));
        y.Write(5, TLanes.MultiplyAdd(four, x1, TLanes.MultiplyAdd(minusFive, x3, x5)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TLanes, TVector, TReader, TWriter>(TReader x, TWriter y)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TReader : struct, IVectorReader<TVector>
        where TWriter : struct, IVectorWriter<TVector>
    {
        TVector x1 = x.Read(1), x2 = x.Read(2), x3 = x.Read(3), x4 = x.Read(4);
        TVector sum = TLanes.Add(x1, x2), difference = TLanes.Subtract(x1, x2), farSum = TLanes.Add(x3, x4), farDifference = TLanes.Subtract(x3, x4);
        y.Write(0, TLanes.Add(TLanes.Add(x.Read(0), sum), farSum));
        y.Write(1, TLanes.MultiplyAdd(TLanes.Broadcast(2.0f), farDifference, difference));
        y.Write(2, TLanes.MultiplyAdd(TLanes.Broadcast(4.0f), farSum, sum));
        y.Write(3, TLanes.Add(TLanes.MultiplyAdd(TLanes.Broadcast(8.0f), farDifference, difference), x.Read(5)));
    }
}
