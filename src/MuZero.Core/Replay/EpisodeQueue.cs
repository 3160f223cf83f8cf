using MuZero.SelfPlay;

namespace MuZero.Replay;

/// <summary>The episodes held, first in first out, found by their number. Numbers grow by one and are never used again.</summary>
internal sealed class EpisodeQueue
{
    private const int LeastCapacity = 16;

    private Episode?[] _episodes = new Episode?[LeastCapacity]; // ring: number n is at n & (capacity - 1)
    private long[] _firstPositions = new long[LeastCapacity]; // ring: positions ever inserted before the episode

    /// <summary>An empty queue whose first episode will have number <paramref name="next"/>.</summary>
    public EpisodeQueue(long next = 0) => (Oldest, Next) = (next, next);

    /// <summary>The number of the oldest episode held; <see cref="Next"/> if none is.</summary>
    public long Oldest { get; private set; }

    /// <summary>The number that the next episode gets: the episodes ever inserted.</summary>
    public long Next { get; private set; }

    /// <summary>Episodes held.</summary>
    public int Count => (int)(Next - Oldest);

    /// <summary>Bytes held, as <see cref="Episode.SizeBytes"/> counts them.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>Episode <paramref name="number"/>, which is held.</summary>
    public Episode this[long number] => _episodes[Slot(number)]!;

    public bool Holds(long number) => number >= Oldest && number < Next;

    /// <summary>The buffer's running number of the episode's first position.</summary>
    public long FirstPosition(long number) => _firstPositions[Slot(number)];

    public long Add(Episode episode, long firstPosition)
    {
        if (Count == _episodes.Length)
        {
            Grow();
        }

        long number = Next++;
        _episodes[Slot(number)] = episode;
        _firstPositions[Slot(number)] = firstPosition;
        SizeBytes += episode.SizeBytes;
        return number;
    }

    /// <summary>Puts an episode of the same length in the place of one that is held.</summary>
    public void Replace(long number, Episode episode)
    {
        SizeBytes += episode.SizeBytes - this[number].SizeBytes;
        _episodes[Slot(number)] = episode;
    }

    public Episode RemoveOldest()
    {
        Episode episode = this[Oldest];
        _episodes[Slot(Oldest)] = null;
        Oldest++;
        SizeBytes -= episode.SizeBytes;
        return episode;
    }

    public Episode[] CopyEpisodes()
    {
        var episodes = new Episode[Count];
        for (int i = 0; i < episodes.Length; i++)
        {
            episodes[i] = this[Oldest + i];
        }

        return episodes;
    }

    private int Slot(long number) => (int)(number & (_episodes.Length - 1));

    private void Grow()
    {
        var (episodes, firstPositions) = (_episodes, _firstPositions);
        int mask = episodes.Length - 1;
        _episodes = new Episode?[2 * episodes.Length];
        _firstPositions = new long[2 * episodes.Length];
        for (long number = Oldest; number < Next; number++)
        {
            _episodes[Slot(number)] = episodes[number & mask];
            _firstPositions[Slot(number)] = firstPositions[number & mask];
        }
    }
}
