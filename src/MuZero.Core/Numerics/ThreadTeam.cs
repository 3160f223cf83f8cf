using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace MuZero.Numerics;

/// <summary>Threads that share out the items of a loop; the caller works among them. Loops may be microseconds long, so waiting threads
/// spin briefly, then sleep. One caller at a time; a loop allocates nothing.</summary>
internal sealed class ThreadTeam : IDisposable
{
    private const int SpinsBetweenLooks = 16;

    // Longer than the gaps between a step's loops, too short to matter to other programs.
    private static readonly long _spinTicks = Stopwatch.Frequency / 20_000;

    private readonly object _gate = new();
    private readonly List<Thread> _helpers = [];
    private Action<int, int>? _body;
    private int _count;
    private int _unfinished;
    private long _ticket; // the loop's number in the upper half, items not yet taken in the lower one
    private volatile int _asleep;
    private volatile int _size = 1;
    private Exception? _fault;

    /// <summary>Threads at work, the caller among them.</summary>
    public int Size
    {
        get => _size;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _size = value;
            Wake();
            while (_helpers.Count < value - 1)
            {
                int worker = _helpers.Count + 1;
                Thread helper = new(() => Help(worker)) { IsBackground = true, Name = $"learner {worker}" };
                _helpers.Add(helper);
                helper.Start();
            }

            while (_helpers.Count > value - 1)
            {
                _helpers[^1].Join();
                _helpers.RemoveAt(_helpers.Count - 1);
            }
        }
    }

    /// <summary>Runs <paramref name="body"/> for items 0 to <paramref name="count"/> - 1, each once, in any order, and returns when all are
    /// done.</summary>
    /// <param name="count">Items.</param>
    /// <param name="body">Gets the item and the number of the thread, 0 to <see cref="Size"/> - 1. It must not depend on either's
    /// order.</param>
    public void For(int count, Action<int, int> body)
    {
        if (_size == 1 || count < 2)
        {
            for (int item = 0; item < count; item++)
            {
                body(item, 0);
            }

            return;
        }

        (_body, _count) = (body, count);
        Volatile.Write(ref _unfinished, count);
        // A full fence: the loop is visible before any thread's sleep is checked.
        Interlocked.Exchange(ref _ticket, (((_ticket >>> 32) + 1) << 32) | (uint)count);
        if (_asleep > 0)
        {
            Wake();
        }

        Work(worker: 0);
        for (SpinWait wait = default; Volatile.Read(ref _unfinished) > 0;)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }

        if (Interlocked.Exchange(ref _fault, null) is { } fault)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Size = 1;

    private void Help(int worker)
    {
        while (worker < _size)
        {
            Work(worker);
            for (long start = Stopwatch.GetTimestamp(); !HasItems() && worker < _size;)
            {
                Thread.SpinWait(SpinsBetweenLooks);
                if (Stopwatch.GetTimestamp() - start > _spinTicks)
                {
                    Sleep(worker);
                    start = Stopwatch.GetTimestamp();
                }
            }
        }
    }

    private void Sleep(int worker)
    {
        lock (_gate)
        {
            _asleep++;
            Interlocked.MemoryBarrier();
            while (!HasItems() && worker < _size)
            {
                Monitor.Wait(_gate);
            }

            _asleep--;
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private bool HasItems() => (uint)Volatile.Read(ref _ticket) > 0;

    private void Work(int worker)
    {
        while (true)
        {
            long ticket = Volatile.Read(ref _ticket);
            int left = (int)ticket;
            if (left == 0)
            {
                return;
            }

            if (Interlocked.CompareExchange(ref _ticket, ticket - 1, ticket) != ticket)
            {
                continue;
            }

            // The loop's fields hold until its last item is done, and this one is not.
            try
            {
                _body!(_count - left, worker);
            }
#pragma warning disable CA1031 // It is thrown again on the caller's thread.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref _fault, fault, null);
            }

            Interlocked.Decrement(ref _unfinished);
        }
    }
}
