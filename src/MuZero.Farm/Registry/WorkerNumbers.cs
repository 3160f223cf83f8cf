namespace MuZero.Farm.Registry;

/// <summary>Hands out numbers that no worker of the run had before.</summary>
/// <remarks>Workers that join at once share one call to Redis, and no request waits for it on a thread of the pool: with a blocking call each, a few
/// dozen joins starved the pool and with it every other answer of the trainer.</remarks>
/// <param name="reserve">Reserves so many consecutive numbers and returns the first. Runs once at a time, and may block.</param>
public sealed class WorkerNumbers(Func<int, int> reserve)
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource<int>> _waiting = [];
    private bool _reserving;
    private int _highest = -1;

    /// <summary>The next number.</summary>
    /// <exception cref="Redis.RedisUnavailableException">Redis is not available.</exception>
    public Task<int> Next()
    {
        TaskCompletionSource<int> next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Enqueue(next);
            if (!_reserving)
            {
                _reserving = true;
                _ = Task.Run(ServeAll);
            }
        }

        return next.Task;
    }

    /// <summary>Notes a number in use that an earlier trainer gave.</summary>
    public void NoteUsed(int number)
    {
        lock (_gate)
        {
            _highest = Math.Max(_highest, number);
        }
    }

    private void ServeAll()
    {
        while (true)
        {
            TaskCompletionSource<int>[] batch;
            lock (_gate)
            {
                if (_waiting.Count == 0)
                {
                    _reserving = false;
                    return;
                }

                batch = [.. _waiting];
                _waiting.Clear();
            }

            Serve(batch);
        }
    }

    private void Serve(TaskCompletionSource<int>[] batch)
    {
        try
        {
            int first = Reserve(batch.Length);
            for (int i = 0; i < batch.Length; i++)
            {
                batch[i].SetResult(first + i);
            }
        }
        catch (Exception fault)
        {
            // Each caller gets the reason; nothing else waits for this thread.
            Array.ForEach(batch, next => next.TrySetException(fault));
        }
    }

    // A Redis that lost its last seconds counts on from an earlier number; two workers of one name would make one's episodes duplicates of the other's.
    private int Reserve(int count)
    {
        while (true)
        {
            int first = reserve(count), last = first + count - 1, missing;
            lock (_gate)
            {
                if (first > _highest)
                {
                    _highest = last;
                    return first;
                }

                missing = _highest - last;
            }

            if (missing > 0)
            {
                reserve(missing);
            }
        }
    }
}
