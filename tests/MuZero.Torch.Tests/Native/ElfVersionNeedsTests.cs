using System.Buffers.Binary;
using MuZero.Torch.Native;

namespace MuZero.Torch.Tests.Native;

public sealed class ElfVersionNeedsTests
{
    // A file of one needed library with two versions, laid out as a linker does.
    private const int Needs = 64, Names = Needs + 48, Headers = Names + 32;

    [Fact]
    public void MakeWeak_NamedVersion_SetsThatFlagOnly()
    {
        byte[] before = Library();
        byte[] after = Library();

        int marked = ElfVersionNeeds.MakeWeak(after, "GLIBCXX_3.4.32");

        Assert.Equal(1, marked);
        Assert.Equal([(Needs + 32 + 4, (byte)2)], Differences(before, after));
    }

    [Fact]
    public void MakeWeak_Twice_ChangesNothingMore()
    {
        byte[] once = Library(), twice = Library();

        ElfVersionNeeds.MakeWeak(once, "GLIBCXX_3.4.32");
        ElfVersionNeeds.MakeWeak(twice, "GLIBCXX_3.4.32");
        ElfVersionNeeds.MakeWeak(twice, "GLIBCXX_3.4.32");

        Assert.Equal(once, twice);
    }

    [Theory]
    [InlineData("GLIBCXX_3.4.3")]
    [InlineData("GLIBCXX_3.4.321")]
    [InlineData("LIBCXX_3.4.32")]
    public void MakeWeak_AnotherVersion_LeavesTheFile(string version)
    {
        byte[] library = Library();

        Assert.Equal(0, ElfVersionNeeds.MakeWeak(library, version));
        Assert.Equal(Library(), library);
    }

    [Fact]
    public void MakeWeak_AnyByteDamaged_EndsOrSaysSo()
    {
        for (int position = 0; position < Library().Length; position++)
        {
            foreach (byte damage in (byte[])[0x00, 0x01, 0x7f, 0x80, 0xff])
            {
                byte[] library = Library();
                library[position] = damage;
                Exception? fault = Record.Exception(() => ElfVersionNeeds.MakeWeak(library, "GLIBCXX_3.4.32"));

                Assert.True(fault is null or InvalidDataException, $"byte {position} = {damage}: {fault}");
            }
        }
    }

    [Fact]
    public void MakeWeak_AnyTruncation_SaysSo()
    {
        byte[] whole = Library();
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.MakeWeak(whole.AsSpan(0, length), "GLIBCXX_3.4.32"));
        }
    }

    private static List<(int Position, byte Value)> Differences(byte[] before, byte[] after)
        => [.. Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]).Select(i => (i, after[i]))];

    private static byte[] Library()
    {
        byte[] library = new byte[Headers + (2 * 64)];
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(library, 0);
        BinaryPrimitives.WriteUInt64LittleEndian(library.AsSpan(40), Headers);
        BinaryPrimitives.WriteUInt16LittleEndian(library.AsSpan(60), 2);

        "\0GLIBCXX_3.4\0GLIBCXX_3.4.32\0"u8.CopyTo(library.AsSpan(Names));
        Entry(library, Needs, (0, 1), (2, 2), (8, 16));
        Entry(library, Needs + 16, (8, 1), (12, 16));
        Entry(library, Needs + 32, (8, 13));

        Section(library, 0, type: 3, Names, 32, link: 0);
        Section(library, 1, type: 0x6ffffffe, Needs, 48, link: 0);
        return library;
    }

    private static void Entry(byte[] library, int start, params (int Offset, ushort Value)[] fields)
    {
        foreach ((int offset, ushort value) in fields)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(library.AsSpan(start + offset), value);
        }
    }

    private static void Section(byte[] library, int index, uint type, int offset, int size, uint link)
    {
        Span<byte> header = library.AsSpan(Headers + (index * 64));
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], type);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], (ulong)offset);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], (ulong)size);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], link);
    }
}
