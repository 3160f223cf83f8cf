namespace MuZero.Grpc.Tests.Interop;

/// <summary>The sizes, in bytes, and names that gRPC's interop cases use.</summary>
internal static class Sizes
{
    public const int LargeMetadata = 64 * 1024;

    public const int LargeRequest = 271_828;
    public const int LargeReply = 314_159;
    public const int Parallel = 1000;
    public const string EchoInitial = "x-grpc-test-echo-initial";
    public const string EchoTrailing = "x-grpc-test-echo-trailing-bin";
    public const string AskRemaining = "x-grpc-test-ask-remaining";
    public const string Remaining = "x-grpc-test-remaining";
    public const string InitialText = "test_initial_metadata_value";
    public const string SpecialText = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";

    public static readonly int[] Requests = [27_182, 8, 1_828, 45_904];
    public static readonly int[] Replies = [31_415, 9, 2_653, 58_979];
    public static readonly byte[] TrailingBytes = [0xab, 0xab, 0xab];
}
