namespace MuZero.Cli.Protocols;

/// <summary>Lines that wait for an analysis: read by one thread, taken by several in shares, so that each searches many positions side by
/// side and all end at nearly the same moment.</summary>
internal sealed class QueryLines(int takers)
{
    /// <summary>The bytes of the longest line.</summary>
    public const int LongestLine = 1 << 20;

    private const int MostTaken = 128;
    private const int FewestTaken = 16; // of those that wait
    private const int MostWaiting = 1 << 14;
    private const long MostWaitingBytes = 1L << 26;

    private readonly object _gate = new();
    private readonly Queue<byte[]?> _waiting = new();
    private long _bytes;
    private bool _isComplete;

    /// <summary>Reads lines to the end of a stream. Empty ones are left out; one that is too long is null.</summary>
    public void ReadAll(Stream input)
    {
        byte[] buffer = new byte[1 << 16];
        MemoryStream line = new();
        bool isTooLong = false;
        for (int count; (count = input.Read(buffer)) > 0;)
        {
            ReadOnlySpan<byte> rest = buffer.AsSpan(0, count);
            for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
            {
                Append(line, rest[..end], ref isTooLong);
                End(line, ref isTooLong);
            }

            Append(line, rest, ref isTooLong);
        }

        End(line, ref isTooLong);
    }

    /// <summary>No line follows.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for lines and takes a share of them; none once all are taken.</summary>
    public List<byte[]?> Take()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_isComplete)
            {
                Monitor.Wait(_gate);
            }

            int share = (_waiting.Count + takers - 1) / takers;
            int count = Math.Clamp(share, Math.Min(FewestTaken, _waiting.Count), MostTaken);
            List<byte[]?> taken = new(count);
            for (int i = 0; i < count; i++)
            {
                byte[]? line = _waiting.Dequeue();
                _bytes -= line?.Length ?? 0;
                taken.Add(line);
            }

            Monitor.PulseAll(_gate);
            return taken;
        }
    }

    private static void Append(MemoryStream line, ReadOnlySpan<byte> bytes, ref bool isTooLong)
    {
        isTooLong |= line.Length + bytes.Length > LongestLine;
        if (!isTooLong)
        {
            line.Write(bytes);
        }
    }

    private void End(MemoryStream line, ref bool isTooLong)
    {
        ReadOnlySpan<byte> text = line.GetBuffer().AsSpan(0, (int)line.Length).Trim(" \t\r"u8);
        if (isTooLong)
        {
            Add(null);
        }
        else if (text.Length > 0)
        {
            Add(text.ToArray());
        }

        line.SetLength(0);
        isTooLong = false;
    }

    private void Add(byte[]? line)
    {
        lock (_gate)
        {
            while (_waiting.Count >= MostWaiting || (_bytes >= MostWaitingBytes && _waiting.Count > 0))
            {
                Monitor.Wait(_gate);
            }

            _waiting.Enqueue(line);
            _bytes += line?.Length ?? 0;
            Monitor.PulseAll(_gate);
        }
    }
}
