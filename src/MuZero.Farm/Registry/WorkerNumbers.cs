namespace MuZero.Farm.Registry;

/// <summary>Hands out numbers that no worker of the run had before, to one caller after another.</summary>
/// <param name="reserve">Reserves so many consecutive numbers and returns the first.</param>
internal sealed class WorkerNumbers(Func<int, Task<int>> reserve) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private int _highest = -1;

    /// <summary>The next number.</summary>
    /// <exception cref="Redis.RedisUnavailableException">Redis is not available.</exception>
    public async Task<int> Next()
    {
        await _turn.WaitAsync();
        try
        {
            int number = await reserve(1);

            // A Redis that lost its last seconds counts on from an earlier number; two workers of one name would make one's episodes
            // duplicates of the other's.
            while (Volatile.Read(ref _highest) is var highest && number <= highest)
            {
                int missing = highest - number;
                number = await reserve(missing + 1) + missing;
            }

            NoteUsed(number);
            return number;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Notes a number in use, which may be one that an earlier trainer gave.</summary>
    public void NoteUsed(int number)
    {
        int highest;
        do
        {
            highest = Volatile.Read(ref _highest);
        }
        while (number > highest && Interlocked.CompareExchange(ref _highest, number, highest) != highest);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
