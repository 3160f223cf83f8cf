using System.Buffers.Binary;

namespace MuZero.Plots.Drawings;

/// <summary>The embedded font and the widths of its letters, read from its tables hmtx and cmap (OpenType specification).</summary>
/// <remarks>Reading the widths here lays out SVG without a native library.</remarks>
internal sealed class Typeface
{
    public const string Family = "Roboto";

    private const int Unmapped = 0;

    private readonly Dictionary<char, int> _glyphs;
    private readonly double[] _advances; // per glyph, in units of the em

    private Typeface(byte[] bytes)
    {
        Bytes = bytes;
        double unitsPerEm = Word(Table("head") + 18);
        int longMetrics = Word(Table("hhea") + 34);
        int metrics = Table("hmtx");
        _advances = new double[Word(Table("maxp") + 4)];
        for (int glyph = 0; glyph < _advances.Length; glyph++)
        {
            _advances[glyph] = Word(metrics + (4 * Math.Min(glyph, longMetrics - 1))) / unitsPerEm;
        }

        _glyphs = ReadGlyphs(Subtable());
    }

    public static Typeface Embedded { get; } = new(Read());

    /// <summary>The TrueType file.</summary>
    public byte[] Bytes { get; }

    /// <summary>The width of a line of text in pixels.</summary>
    public double Width(string text, double size)
        => size * text.Sum(letter => _advances[_glyphs.GetValueOrDefault(letter, Unmapped)]);

    /// <summary>The text, with its middle replaced by an ellipsis if it is wider than <paramref name="width"/>.</summary>
    public string Fit(string text, double size, double width)
    {
        if (Width(text, size) <= width)
        {
            return text;
        }

        for (int kept = text.Length - 1; kept >= 2; kept--)
        {
            // The end of a dotted name says more than its start.
            int start = kept / 3;
            string shortened = string.Concat(text.AsSpan(0, start), "…", text.AsSpan(text.Length - (kept - start)));
            if (Width(shortened, size) <= width)
            {
                return shortened;
            }
        }

        return "…";
    }

    private static byte[] Read()
    {
        using Stream font = typeof(Typeface).Assembly.GetManifestResourceStream("Roboto-Regular.ttf")!;
        byte[] bytes = new byte[font.Length];
        font.ReadExactly(bytes);
        return bytes;
    }

    private int Word(int offset) => BinaryPrimitives.ReadUInt16BigEndian(Bytes.AsSpan(offset));

    private int Long(int offset) => BinaryPrimitives.ReadInt32BigEndian(Bytes.AsSpan(offset));

    private int Table(string tag)
    {
        for (int i = 0, entry = 12; i < Word(4); i++, entry += 16)
        {
            if (System.Text.Encoding.ASCII.GetString(Bytes, entry, 4) == tag)
            {
                return Long(entry + 8);
            }
        }

        throw new InvalidOperationException($"The embedded font has no table {tag}.");
    }

    // Platform 3 (Windows), encoding 1 (Unicode): format 4.
    private int Subtable()
    {
        int table = Table("cmap");
        for (int i = 0, entry = table + 4; i < Word(table + 2); i++, entry += 8)
        {
            if (Word(entry) == 3 && Word(entry + 2) == 1)
            {
                return table + Long(entry + 4);
            }
        }

        throw new InvalidOperationException("The embedded font has no Unicode map.");
    }

    private Dictionary<char, int> ReadGlyphs(int subtable)
    {
        Dictionary<char, int> glyphs = [];
        int segments = Word(subtable + 6) / 2;
        int ends = subtable + 14, starts = ends + (2 * segments) + 2, deltas = starts + (2 * segments), ranges = deltas + (2 * segments);
        for (int segment = 0; segment < segments; segment++)
        {
            int first = Word(starts + (2 * segment)), last = Math.Min(Word(ends + (2 * segment)), 0xFFFE);
            int delta = Word(deltas + (2 * segment)), place = ranges + (2 * segment), range = Word(place);
            for (int code = first; code <= last; code++)
            {
                int glyph = range == 0 ? code : Word(place + range + (2 * (code - first)));
                glyphs[(char)code] = glyph == 0 ? 0 : (glyph + delta) & 0xFFFF;
            }
        }

        return glyphs;
    }
}
