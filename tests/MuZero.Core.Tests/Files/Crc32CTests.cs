using MuZero.Files;

namespace MuZero.Core.Tests.Files;

public class Crc32CTests
{
    [Fact]
    public void Compute_CheckString_IsThePublishedValue() => Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));

    [Fact] // RFC 3720, B.4
    public void Compute_Rfc3720Vectors_Match()
    {
        byte[] ones = new byte[32];
        Array.Fill(ones, (byte)0xFF);

        Assert.Equal(0x8A9136AAu, Crc32C.Compute(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Compute(ones));
        Assert.Equal(0x46DD794Eu, Crc32C.Compute([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Equal(0u, Crc32C.Compute([]));
    }

    [Fact]
    public void Append_AnySplit_EqualsTheWhole()
    {
        byte[] bytes = [.. Enumerable.Range(0, 37).Select(i => (byte)(i * 7))];

        for (int split = 0; split <= bytes.Length; split++)
        {
            Assert.Equal(Crc32C.Compute(bytes), Crc32C.Append(Crc32C.Compute(bytes.AsSpan(0, split)), bytes.AsSpan(split)));
        }
    }
}
