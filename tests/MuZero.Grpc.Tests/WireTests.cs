using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Grpc.Core;
using Grpc.Wire;

namespace MuZero.Grpc.Tests;

/// <summary>The codecs of header fields, without a connection.</summary>
public class WireTests
{
    [Theory]
    [InlineData(1, "1u")]
    [InlineData(999_999_990, "99999999u")]
    [InlineData(999_999_991, "100000m")]
    [InlineData(TimeSpan.TicksPerDay * 365, "31536000S")]
    public void Encode_Timeout_SmallestUnitThatFitsRoundedUp(long ticks, string text)
    {
        Assert.Equal(text, Timeouts.Encode(TimeSpan.FromTicks(ticks)));
        Assert.True(Timeouts.TryDecode(text, out TimeSpan decoded));
        Assert.True(decoded >= TimeSpan.FromTicks(ticks));
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1s")]
    [InlineData("-1S")]
    [InlineData(" 1S")]
    [InlineData("123456789S")]
    public void Decode_NotATimeout_IsRefused(string text) => Assert.False(Timeouts.TryDecode(text, out _));

    [Fact]
    public void Decode_LongestTimeout_IsNever()
    {
        Assert.True(Timeouts.TryDecode("99999999H", out TimeSpan timeout));

        Assert.Equal(DateTime.MaxValue, Timeouts.Deadline(DateTime.UtcNow, timeout));
    }

    [Fact]
    public void Decode_EncodedMessage_IsTheMessage() => Prop.ForAll<NonNull<string>>(text =>
        PercentEncoding.Decode(PercentEncoding.Encode(WellFormed(text.Get))) == WellFormed(text.Get)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz%41", "%zzA")]
    [InlineData("%FF", "\uFFFD")]
    public void Decode_BrokenEscapes_NeverFails(string encoded, string decoded) => Assert.Equal(decoded, PercentEncoding.Decode(encoded));

    [Fact]
    public void Receive_BinaryField_PaddedOrNotAndSplitAtCommas()
    {
        Metadata metadata = [];

        HeaderCodec.Receive(metadata, "K-Bin", "q6ur, qw==,qw");

        Assert.Equal(["ABABAB", "AB", "AB"], metadata.GetAll("k-bin").Select(entry => Convert.ToHexString(entry.ValueBytes)));
    }

    [Theory]
    [InlineData(400, StatusCode.Internal)]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(429, StatusCode.Unavailable)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(500, StatusCode.Unknown)]
    public void Map_HttpStatus_ByProtocol(int http, StatusCode status) =>
        Assert.Equal(status, StatusMapping.OfHttpStatus((HttpStatusCode)http));

    [Theory]
    [InlineData(0, StatusCode.Internal)]
    [InlineData(2, StatusCode.Internal)]
    [InlineData(7, StatusCode.Unavailable)]
    [InlineData(8, StatusCode.Cancelled)]
    [InlineData(11, StatusCode.ResourceExhausted)]
    [InlineData(12, StatusCode.PermissionDenied)]
    public void Map_Reset_ByProtocol(long code, StatusCode status) => Assert.Equal(status, StatusMapping.OfReset(code));

    // Lone surrogates have no UTF-8.
    private static string WellFormed(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
