using System.Buffers.Binary;
using System.Text;

namespace MuZero.Torch.Native;

/// <summary>The symbol versions that a shared library of Linux asks other libraries for: its section .gnu.version_r.</summary>
/// <remarks>The loader refuses a library if a version that it asks for is missing, even if no symbol of that version is ever used.
/// A missing version that is marked as weak does not prevent loading. 64-bit little-endian files only
/// (Linux Standard Base, "Symbol Versioning").</remarks>
internal static class ElfVersionNeeds
{
    private const uint NeedsSection = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort Weak = 2; // VER_FLG_WEAK
    private const int SectionHeaderBytes = 64;

    /// <summary>Marks each need of <paramref name="version"/> as weak; returns how many there were.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a sound shared library of 64-bit Linux.</exception>
    public static int MakeWeak(Span<byte> library, string version)
    {
        if (library.Length < SectionHeaderBytes || !library.StartsWith("\u007fELF"u8) || library[4] != 2 || library[5] != 1)
        {
            throw new InvalidDataException("It is not a 64-bit little-endian ELF file.");
        }

        long headers = (long)BinaryPrimitives.ReadUInt64LittleEndian(library[40..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(library[60..]);
        int marked = 0;
        for (int i = 0; i < count; i++)
        {
            Span<byte> header = Part(library, headers + ((long)i * SectionHeaderBytes), SectionHeaderBytes);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) == NeedsSection)
            {
                long names = headers + (BinaryPrimitives.ReadUInt32LittleEndian(header[40..]) * (long)SectionHeaderBytes);
                marked += MakeWeak(ContentOf(library, header), ContentOf(library, Part(library, names, SectionHeaderBytes)), version);
            }
        }

        return marked;
    }

    // A chain of libraries, each with a chain of versions; offsets count from the entry that holds them, and 0 ends a chain.
    private static int MakeWeak(Span<byte> needs, Span<byte> names, string version)
    {
        int marked = 0;
        long library = 0;
        while (true)
        {
            Span<byte> libraryEntry = Part(needs, library, 16);
            long need = library + BinaryPrimitives.ReadUInt32LittleEndian(libraryEntry[8..]);
            for (int left = BinaryPrimitives.ReadUInt16LittleEndian(libraryEntry[2..]); left > 0; left--)
            {
                Span<byte> entry = Part(needs, need, 16);
                if (IsNamed(names, BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]), version))
                {
                    ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(entry[4..]);
                    BinaryPrimitives.WriteUInt16LittleEndian(entry[4..], (ushort)(flags | Weak));
                    marked++;
                }

                need += BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]);
            }

            uint next = BinaryPrimitives.ReadUInt32LittleEndian(libraryEntry[12..]);
            if (next == 0)
            {
                return marked;
            }

            library += next;
        }
    }

    private static Span<byte> ContentOf(Span<byte> library, Span<byte> header) => Part(
        library, (long)BinaryPrimitives.ReadUInt64LittleEndian(header[24..]), (long)BinaryPrimitives.ReadUInt64LittleEndian(header[32..]));

    private static bool IsNamed(Span<byte> names, long start, string version)
        => Part(names, start, version.Length + 1) is [.. var name, 0] && Encoding.ASCII.GetString(name) == version;

    private static Span<byte> Part(Span<byte> whole, long start, long length)
        => start >= 0 && length >= 0 && start <= whole.Length - length
            ? whole.Slice((int)start, (int)length)
            : throw new InvalidDataException($"It ends before byte {(ulong)start + (ulong)length}.");
}
