namespace MuZero.Tests.Chaos;

/// <summary>The faults that a <see cref="FaultProxy"/> applies to the bytes. All are drawn from one seed.</summary>
internal sealed record Toxics
{
    /// <summary>Refuses connections and cuts those that are there.</summary>
    public bool Down { get; init; }

    /// <summary>Takes requests and never answers.</summary>
    public bool Silent { get; init; }

    /// <summary>The share of answers that are withheld: the request has arrived, and the connection is cut instead of the answer.</summary>
    public double LostAnswers { get; init; }

    /// <summary>Answers are late by up to this.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Answers come in pieces of up to so many bytes.</summary>
    public int PieceBytes { get; init; } = int.MaxValue;

    /// <summary>The connection is cut after so many bytes of answers.</summary>
    public long CutAfterBytes { get; init; } = long.MaxValue;

    /// <summary>The share of answers in which one byte is changed.</summary>
    public double FlippedAnswers { get; init; }
}
