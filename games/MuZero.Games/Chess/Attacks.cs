using System.Buffers.Binary;

namespace MuZero.Games.Chess;

/// <summary>The squares that a piece attacks, from tables for the king, knight and pawn and by arithmetic for the sliding pieces.</summary>
/// <remarks>Hyperbola quintessence: for a slider s on a line with occupied squares o, o - 2s flips all bits from s to the first blocker.
/// The other direction is the same on the reversed line. Reversing the bytes reverses files and diagonals, but not ranks, which have a
/// table.</remarks>
internal static class Attacks
{
    private const ulong FileA = 0x0101010101010101;

    private static readonly ulong[] _kings = Steps([(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)]);
    private static readonly ulong[] _knights = Steps([(1, 2), (2, 1), (-1, 2), (-2, 1), (1, -2), (2, -1), (-1, -2), (-2, -1)]);
    private static readonly ulong[] _pawnsUp = Steps([(-1, 1), (1, 1)]);
    private static readonly ulong[] _pawnsDown = Steps([(-1, -1), (1, -1)]);

    // Lines through a square without the square itself.
    private static readonly ulong[] _files = Lines(0, 1);
    private static readonly ulong[] _ranks = Lines(1, 0);
    private static readonly ulong[] _diagonals = Lines(1, 1);
    private static readonly ulong[] _antidiagonals = Lines(1, -1);

    private static readonly byte[] _firstRank = FirstRank(); // [file, 8][occupied inner files b to g, 64]
    private static readonly ulong[] _between = Pairs(BetweenOf); // [square, 64][square, 64]
    private static readonly ulong[] _through = Pairs(ThroughOf); // [square, 64][square, 64]

    public static ulong King(int square) => _kings[square];

    public static ulong Knight(int square) => _knights[square];

    /// <summary>A pawn's attacks: white's go up.</summary>
    public static ulong Pawn(int side, int square) => side == Side.White ? _pawnsUp[square] : _pawnsDown[square];

    /// <summary>The attacks of all pawns that move up.</summary>
    public static ulong PawnsUp(ulong pawns) => ((pawns & ~FileA) << 7) | ((pawns & ~(FileA << 7)) << 9);

    /// <summary>The attacks of all pawns that move down.</summary>
    public static ulong PawnsDown(ulong pawns) => ((pawns & ~FileA) >> 9) | ((pawns & ~(FileA << 7)) >> 7);

    public static ulong Bishop(int square, ulong occupied)
        => Slide(square, occupied, _diagonals[square]) | Slide(square, occupied, _antidiagonals[square]);

    public static ulong Rook(int square, ulong occupied)
    {
        int rank = square & 56;
        int inner = (int)(occupied >> (rank + 1)) & 63;
        return Slide(square, occupied, _files[square]) | ((ulong)_firstRank[((square & 7) << 6) + inner] << rank);
    }

    /// <summary>The lines of a bishop on an empty board.</summary>
    public static ulong BishopLines(int square) => _diagonals[square] | _antidiagonals[square];

    /// <summary>The lines of a rook on an empty board.</summary>
    public static ulong RookLines(int square) => _files[square] | _ranks[square];

    /// <summary>The squares strictly between two on one line, none for others.</summary>
    public static ulong Between(int one, int other) => _between[(one << 6) + other];

    /// <summary>The whole line through two squares, none if they are on no line.</summary>
    public static ulong Through(int one, int other) => _through[(one << 6) + other];

    private static ulong Slide(int square, ulong occupied, ulong line)
    {
        ulong slider = 1UL << square;
        ulong forward = occupied & line;
        ulong reverse = BinaryPrimitives.ReverseEndianness(forward);
        forward -= slider;
        reverse -= BinaryPrimitives.ReverseEndianness(slider);
        return (forward ^ BinaryPrimitives.ReverseEndianness(reverse)) & line;
    }

    private static ulong[] Steps((int File, int Rank)[] steps)
    {
        ulong[] attacks = new ulong[Square.Count];
        for (int square = 0; square < Square.Count; square++)
        {
            foreach ((int file, int rank) in steps)
            {
                attacks[square] |= Beside(square, file, rank);
            }
        }

        return attacks;
    }

    // The bit of the square some files and ranks away; none beyond the edge.
    private static ulong Beside(int square, int files, int ranks)
    {
        (int file, int rank) = (Square.FileOf(square) + files, Square.RankOf(square) + ranks);
        return file is >= 0 and < 8 && rank is >= 0 and < 8 ? Square.Bit(Square.At(file, rank)) : 0;
    }

    private static ulong[] Lines(int files, int ranks)
    {
        ulong[] lines = new ulong[Square.Count];
        for (int square = 0; square < Square.Count; square++)
        {
            for (int distance = 1; distance < 8; distance++)
            {
                lines[square] |= Beside(square, files * distance, ranks * distance) | Beside(square, -files * distance, -ranks * distance);
            }
        }

        return lines;
    }

    private static byte[] FirstRank()
    {
        byte[] attacks = new byte[8 * 64];
        for (int file = 0; file < 8; file++)
        {
            for (int inner = 0; inner < 64; inner++)
            {
                attacks[(file << 6) + inner] = (byte)(Ray(file, inner << 1, 1) | Ray(file, inner << 1, -1));
            }
        }

        return attacks;
    }

    // A rook's ray along the first rank, the first occupied file included.
    private static int Ray(int file, int occupied, int step)
    {
        int ray = 0;
        for (int next = file + step; next is >= 0 and < 8; next += step)
        {
            ray |= 1 << next;
            if ((occupied & (1 << next)) != 0)
            {
                break;
            }
        }

        return ray;
    }

    private static ulong[] Pairs(Func<int, int, ulong> of)
    {
        ulong[] table = new ulong[Square.Count * Square.Count];
        for (int pair = 0; pair < table.Length; pair++)
        {
            table[pair] = of(pair >> 6, pair & 63);
        }

        return table;
    }

    private static ulong BetweenOf(int one, int other)
    {
        (ulong first, ulong second) = (Square.Bit(one), Square.Bit(other));
        return (RookLines(one) & second) != 0 ? Rook(one, second) & Rook(other, first) & ThroughOf(one, other)
            : (BishopLines(one) & second) != 0 ? Bishop(one, second) & Bishop(other, first) & ThroughOf(one, other)
            : 0;
    }

    private static ulong ThroughOf(int one, int other)
    {
        foreach (ulong[] lines in (ReadOnlySpan<ulong[]>)[_files, _ranks, _diagonals, _antidiagonals])
        {
            if ((lines[one] & Square.Bit(other)) != 0)
            {
                return lines[one] | Square.Bit(one);
            }
        }

        return 0;
    }
}
