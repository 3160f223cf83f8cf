using System.Numerics;
using MuZero.Numerics;

namespace MuZero.Games.Hex;

/// <summary>Perfect play of Hex without the swap, on boards of at most 64 cells. One thread at a time uses it.</summary>
/// <remarks>
/// <para>Every win comes with its carrier: the free cells that the winner's play may need. If a move loses, every move outside the carrier
/// of the other player's win loses too, because the same play wins. So the moves that remain lie in the carriers of all wins found so far
/// (van Rijswijck, "Search and evaluation in Hex"; Hayward, "Solving 7x7 Hex"). If none remains, the union of these carriers is the carrier
/// of the other player's win.</para>
/// <para>The table keeps whole positions with winner and carrier.</para>
/// </remarks>
internal sealed class HexSolver
{
    /// <summary>The most rows of a board: a set of cells is one word.</summary>
    public const int LargestSize = 8;

    private const int DistanceWeight = 8; // of a stone, beside the weights of near stones and of the middle
    private const int TableBits = 20; // entries of 24 bytes: 24 MiB

    // To the neighbours, and to the cells that share two neighbours with a cell.
    private static readonly (int Down, int Right)[] _steps =
        [(-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (-2, 1), (-1, 2), (1, 1), (2, -1), (1, -2), (-1, -1)];

    private readonly ulong _all;
    private readonly ulong[] _neighbours; // [cells]
    private readonly ulong[] _sides = new ulong[4]; // [players, 2]
    private readonly ulong[] _near; // [cells] neighbours, and cells that a bridge connects
    private readonly int[] _centrality; // [cells]
    private readonly Entry[] _table = new Entry[1 << TableBits];

    public HexSolver(HexBoard board)
    {
        _all = (ulong)board.All;
        _neighbours = [.. Enumerable.Range(0, board.Cells).Select(cell => (ulong)board.Neighbours(cell))];
        _near = new ulong[board.Cells];
        _centrality = new int[board.Cells];
        for (int cell = 0; cell < board.Cells; cell++)
        {
            (int row, int column) = Math.DivRem(cell, board.Size);
            _centrality[cell] = (2 * board.Size) - Math.Abs((2 * row) - board.Size + 1) - Math.Abs((2 * column) - board.Size + 1);
            foreach ((int down, int right) in _steps)
            {
                if ((uint)(row + down) < board.Size && (uint)(column + right) < board.Size)
                {
                    _near[cell] |= 1UL << (((row + down) * board.Size) + column + right);
                }
            }
        }

        for (int side = 0; side < 4; side++)
        {
            _sides[side] = (ulong)board.Side(side / 2, side % 2);
        }
    }

    /// <summary>The positions searched so far.</summary>
    public long Nodes { get; private set; }

    /// <summary>True if the player to move wins. Neither player has won yet.</summary>
    /// <param name="player">The player to move.</param>
    /// <param name="mine">Stones of the player to move.</param>
    /// <param name="theirs">Stones of the other player.</param>
    public bool Wins(int player, ulong mine, ulong theirs) => Search(player, mine, theirs, out _);

    private bool Search(int player, ulong mine, ulong theirs, out ulong carrier)
    {
        Nodes++;
        ulong free = _all & ~(mine | theirs);
        ulong winning = Winning(player, mine, free);
        if (winning != 0)
        {
            carrier = winning & (~winning + 1);
            return true;
        }

        // The other player's immediate wins leave one reply, or none.
        ulong threats = Winning(1 - player, theirs, free);
        if (threats != 0 && !BitOperations.IsPow2(threats))
        {
            carrier = LowestTwo(threats);
            return false;
        }

        if (IsJoined(1 - player, theirs, free, out carrier))
        {
            return false;
        }

        ref Entry entry = ref _table[Slot(player, mine, theirs)];
        if (entry.IsKnown && entry.Mine == mine && entry.Theirs == theirs && entry.Player == player)
        {
            carrier = entry.Carrier;
            return entry.IsWin;
        }

        bool isWin = SearchMoves(player, mine, theirs, threats != 0 ? threats : free, threats, out carrier);
        entry = new Entry(mine, theirs, carrier, player, IsKnown: true, isWin);
        return isWin;
    }

    private bool SearchMoves(int player, ulong mine, ulong theirs, ulong candidates, ulong lost, out ulong carrier)
    {
        Span<int> ranks = stackalloc int[_neighbours.Length];
        Rank(player, mine, theirs, ranks);
        while (candidates != 0)
        {
            int cell = First(candidates, ranks);
            ulong move = 1UL << cell;
            if (!Search(1 - player, theirs, mine | move, out ulong reply))
            {
                carrier = reply | move;
                return true;
            }

            lost |= reply;
            candidates &= reply & ~move;
        }

        carrier = lost;
        return false;
    }

    // The stones that each player lacks on the shortest way through a cell, both together; of equals the cell near other stones and the
    // middle. A small rank is promising.
    private void Rank(int player, ulong mine, ulong theirs, Span<int> ranks)
    {
        ulong stones = mine | theirs;
        for (int cell = 0; cell < ranks.Length; cell++)
        {
            ranks[cell] = -_centrality[cell] - (2 * BitOperations.PopCount(_near[cell] & stones));
        }

        AddDistances(_sides[2 * player], mine, theirs, ranks);
        AddDistances(_sides[(2 * player) + 1], mine, theirs, ranks);
        AddDistances(_sides[2 * (1 - player)], theirs, mine, ranks);
        AddDistances(_sides[(2 * (1 - player)) + 1], theirs, mine, ranks);
    }

    // Adds to free cells the number of stones, that on the cell included, that connect them with a side.
    private void AddDistances(ulong side, ulong mine, ulong theirs, Span<int> ranks)
    {
        ulong free = _all & ~(mine | theirs), reached = Reach(side, mine), left = free;
        for (int distance = 1; left != 0; distance++)
        {
            ulong fresh = reached & left;
            int weight = DistanceWeight * (fresh != 0 ? distance : ranks.Length);
            fresh = fresh != 0 ? fresh : left;
            left &= ~fresh;
            ulong beyond = 0;
            for (ulong cells = fresh; cells != 0; cells &= cells - 1)
            {
                int cell = BitOperations.TrailingZeroCount(cells);
                ranks[cell] += weight;
                beyond |= _neighbours[cell];
            }

            reached |= beyond;
            reached |= Reach(beyond, mine);
        }
    }

    private static int First(ulong candidates, ReadOnlySpan<int> ranks)
    {
        int first = BitOperations.TrailingZeroCount(candidates);
        for (ulong left = candidates & (candidates - 1); left != 0; left &= left - 1)
        {
            int cell = BitOperations.TrailingZeroCount(left);
            first = ranks[cell] < ranks[first] ? cell : first;
        }

        return first;
    }

    // The cells at which a stone connects the player's sides.
    private ulong Winning(int player, ulong mine, ulong free)
    {
        ulong first = Reach(_sides[2 * player], mine), second = Reach(_sides[(2 * player) + 1], mine);
        return first & second & free;
    }

    // The cells of a side, and those beside the stones that are connected with it.
    private ulong Reach(ulong side, ulong mine)
    {
        ulong reached = side, fresh = side & mine;
        while (fresh != 0)
        {
            int cell = BitOperations.TrailingZeroCount(fresh);
            fresh &= fresh - 1;
            ulong around = _neighbours[cell] & ~reached;
            reached |= around;
            fresh |= around & mine;
        }

        return reached;
    }

    // True if a player's sides are joined so that no move of the other player separates them: two stones, or a stone and a side, that share
    // two free cells answer a stone on one with a stone on the other. No cell is used twice.
    private bool IsJoined(int player, ulong stones, ulong free, out ulong carrier)
    {
        ulong beside = _sides[2 * player], goal = _sides[(2 * player) + 1], left = stones, reached = 0;
        carrier = 0;
        while (Next(left, beside, free & ~carrier, ref carrier) is var stone and not 0)
        {
            left ^= stone;
            ulong around = _neighbours[BitOperations.TrailingZeroCount(stone)];
            beside |= around;
            reached |= around | stone;
        }

        ulong ends = reached & goal & free & ~carrier;
        if ((reached & goal & stones) != 0)
        {
            return true;
        }

        carrier |= LowestTwo(ends);
        return (ends & (ends - 1)) != 0;
    }

    // A stone that is beside those reached or shares two free cells with them, which are added to the carrier; 0 if there is none.
    private ulong Next(ulong stones, ulong beside, ulong free, ref ulong carrier)
    {
        ulong touching = stones & beside;
        if (touching != 0)
        {
            return touching & (~touching + 1);
        }

        for (ulong left = stones; left != 0; left &= left - 1)
        {
            ulong shared = _neighbours[BitOperations.TrailingZeroCount(left)] & beside & free;
            if ((shared & (shared - 1)) != 0)
            {
                carrier |= LowestTwo(shared);
                return left & (~left + 1);
            }
        }

        return 0;
    }

    private static ulong LowestTwo(ulong cells)
    {
        ulong rest = cells & (cells - 1);
        return (cells & ~rest) | (rest & (~rest + 1));
    }

    private static int Slot(int player, ulong mine, ulong theirs)
        => (int)((RandomStream.Derive(mine, theirs) ^ (player == 0 ? 0 : ulong.MaxValue)) >> (64 - TableBits));

    private readonly record struct Entry(ulong Mine, ulong Theirs, ulong Carrier, int Player, bool IsKnown, bool IsWin);
}
