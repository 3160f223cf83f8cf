namespace MuZero.Games.MinAtar;

/// <summary>Something that crosses the screen of Seaquest in a row: an enemy, a diver or a bullet.</summary>
internal struct Swimmer
{
    public int Row;
    public int Column;
    public bool Right;
    public int MoveTimer;
    public int ShotTimer; // of submarines

    public readonly int Step => Right ? 1 : -1;

    public readonly bool IsOnScreen => Screen.Contains(Column);

    public readonly bool IsAt(int row, int column) => Row == row && Column == column;
}

/// <summary>A list of swimmers in the order of their appearance, in an array of its own.</summary>
internal sealed class Shoal(int capacity)
{
    private readonly Swimmer[] _swimmers = new Swimmer[capacity];

    public int Count { get; private set; }

    public ref Swimmer this[int index] => ref _swimmers[index];

    public ReadOnlySpan<Swimmer> All => _swimmers.AsSpan(0, Count);

    public void Add(Swimmer swimmer) => _swimmers[Count++] = swimmer;

    public void RemoveAt(int index)
    {
        Count--;
        Array.Copy(_swimmers, index + 1, _swimmers, index, Count - index);
    }

    /// <summary>Removes the first swimmer at a cell.</summary>
    /// <returns>False if there is none.</returns>
    public bool RemoveAt(int row, int column)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_swimmers[i].IsAt(row, column))
            {
                RemoveAt(i);
                return true;
            }
        }

        return false;
    }

    /// <summary>True if one swims in the row of <paramref name="enemy"/> the opposite way.</summary>
    public bool Opposes(in Swimmer enemy)
    {
        foreach (Swimmer other in All)
        {
            if (other.Row == enemy.Row && other.Right != enemy.Right)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes the swimmers of an observation, and the cells behind them if <paramref name="trail"/> is a channel.</summary>
    public void Paint(Span<float> observation, int channel, int trail = -1)
    {
        foreach (Swimmer swimmer in All)
        {
            Screen.Paint(observation, channel, swimmer.Row, swimmer.Column);
            int behind = swimmer.Column - swimmer.Step;
            if (trail >= 0 && Screen.Contains(behind))
            {
                Screen.Paint(observation, trail, swimmer.Row, behind);
            }
        }
    }

    public void CopyTo(Shoal target)
    {
        All.CopyTo(target._swimmers);
        target.Count = Count;
    }
}
