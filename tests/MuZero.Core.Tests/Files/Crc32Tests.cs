using System.Text;
using MuZero.Files;

namespace MuZero.Core.Tests.Files;

public class Crc32Tests
{
    // The check value of the catalogue of CRCs, and Python's zlib.crc32(b"study_0").
    [Theory]
    [InlineData("", 0u)]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("study_0", 368277276u)]
    public void Compute_Text_IsPythonsChecksum(string text, uint expected)
        => Assert.Equal(expected, Crc32.Compute(Encoding.UTF8.GetBytes(text)));
}
