using Google.Protobuf;
using Grpc.Core;
using MuZero.Testing;

namespace MuZero.Grpc.Tests.Interop;

/// <summary>What not every server can do.</summary>
[Flags]
internal enum ServerAbilities
{
    None = 0,
    TellsCompressedRequests = 1,
    CompressesReplies = 2,
    LimitsMetadata = 4,
    All = 7,
}

/// <summary>gRPC's interop cases, and two of our own at the end, as our client runs them.</summary>
/// <param name="channel">To the server.</param>
/// <param name="abilities">The server's.</param>
internal sealed partial class ClientCases(TestChannel channel, ServerAbilities abilities)
{
    private static readonly Metadata _gzip = new Metadata { { "grpc-internal-encoding-request", "gzip" } };

    private readonly TestService.TestServiceClient _client = channel.Client;
    private readonly bool _checksRequests = abilities.HasFlag(ServerAbilities.TellsCompressedRequests);
    private readonly bool _checksReplies = abilities.HasFlag(ServerAbilities.CompressesReplies);

    public static readonly string[] Names =
    [
        "empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong", "empty_stream",
        "client_compressed_unary", "server_compressed_unary", "client_compressed_streaming", "server_compressed_streaming",
        "custom_metadata", "status_code_and_message", "special_status_message", "unimplemented_method", "unimplemented_service",
        "cancel_after_begin", "cancel_after_first_response", "timeout_on_sleeping_server", "concurrent_large_unary",
        "deadline_propagation", "large_metadata",
    ];

    public Task RunAsync(string name) => name switch
    {
        "empty_unary" => EmptyUnaryAsync(),
        "large_unary" => LargeUnaryAsync(),
        "client_streaming" => ClientStreamingAsync(),
        "server_streaming" => ServerStreamingAsync(),
        "ping_pong" => PingPongAsync(),
        "empty_stream" => EmptyStreamAsync(),
        "client_compressed_unary" => ClientCompressedUnaryAsync(),
        "server_compressed_unary" => ServerCompressedUnaryAsync(),
        "client_compressed_streaming" => ClientCompressedStreamingAsync(),
        "server_compressed_streaming" => ServerCompressedStreamingAsync(),
        "custom_metadata" => CustomMetadataAsync(),
        "status_code_and_message" => StatusAsync("test status message"),
        "special_status_message" => StatusAsync(Sizes.SpecialText),
        "unimplemented_method" => UnimplementedMethodAsync(),
        "unimplemented_service" => UnimplementedServiceAsync(),
        "cancel_after_begin" => CancelAfterBeginAsync(),
        "cancel_after_first_response" => CancelAfterFirstResponseAsync(),
        "timeout_on_sleeping_server" => TimeoutOnSleepingServerAsync(),
        "concurrent_large_unary" => ConcurrentLargeUnaryAsync(),
        "deadline_propagation" => DeadlinePropagationAsync(),
        "large_metadata" => LargeMetadataAsync(),
        _ => throw new ArgumentException($"There is no case '{name}'.", nameof(name)),
    };

    private static UnaryRequest Large() => new() { ReplySize = Sizes.LargeReply, Body = Zeros(Sizes.LargeRequest) };

    private static ByteString Zeros(int size) => ByteString.CopyFrom(new byte[size]);

    private static OutputRequest Ask(int part, int body) => new() { Parts = { new Part { Size = part } }, Body = Zeros(body) };

    private async Task EmptyUnaryAsync() => Assert.Equal(new Nothing(), await _client.EmptyCallAsync(new Nothing()));

    private async Task LargeUnaryAsync()
    {
        UnaryReply reply = await _client.UnaryCallAsync(Large());

        Assert.Equal(Zeros(Sizes.LargeReply), reply.Body);
    }

    private async Task ClientStreamingAsync()
    {
        using AsyncClientStreamingCall<InputRequest, InputReply> call = _client.StreamingInputCall();
        foreach (int size in Sizes.Requests)
        {
            await call.RequestStream.WriteAsync(new InputRequest { Body = Zeros(size) });
        }

        await call.RequestStream.CompleteAsync();

        Assert.Equal(Sizes.Requests.Sum(), (await call).Total);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    private async Task ServerStreamingAsync()
    {
        OutputRequest request = new() { Parts = { Sizes.Replies.Select(size => new Part { Size = size }) } };
        using AsyncServerStreamingCall<OutputReply> call = _client.StreamingOutputCall(request);

        Assert.Equal(Sizes.Replies, await ReadSizesAsync(call.ResponseStream));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    private async Task PingPongAsync()
    {
        using AsyncDuplexStreamingCall<OutputRequest, OutputReply> call = _client.FullDuplexCall();
        for (int i = 0; i < Sizes.Requests.Length; i++)
        {
            await call.RequestStream.WriteAsync(Ask(Sizes.Replies[i], Sizes.Requests[i]));
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal(Sizes.Replies[i], call.ResponseStream.Current.Body.Length);
        }

        await call.RequestStream.CompleteAsync();

        Assert.False(await call.ResponseStream.MoveNext());
    }

    private async Task EmptyStreamAsync()
    {
        using AsyncDuplexStreamingCall<OutputRequest, OutputReply> call = _client.FullDuplexCall();
        await call.RequestStream.CompleteAsync();

        Assert.False(await call.ResponseStream.MoveNext());
    }

    private async Task UnimplementedMethodAsync()
    {
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => _client.UnimplementedCallAsync(new Nothing()).ResponseAsync);

        Assert.Equal(StatusCode.Unimplemented, e.StatusCode);
    }

    private async Task UnimplementedServiceAsync()
    {
        MissingService.MissingServiceClient missing = new(channel.Channel);
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => missing.EmptyCallAsync(new Nothing()).ResponseAsync);

        Assert.Equal(StatusCode.Unimplemented, e.StatusCode);
    }

    private async Task ConcurrentLargeUnaryAsync()
    {
        IEnumerable<Task<UnaryReply>> calls = Enumerable.Range(0, Sizes.Parallel).Select(_ => _client.UnaryCallAsync(Large()).ResponseAsync);

        Assert.All(await Task.WhenAll(calls.ToArray()), reply => Assert.Equal(Sizes.LargeReply, reply.Body.Length));
    }

    private static async Task<List<int>> ReadSizesAsync(IAsyncStreamReader<OutputReply> replies)
    {
        List<int> sizes = [];
        await foreach (OutputReply reply in replies.ReadAllAsync())
        {
            sizes.Add(reply.Body.Length);
        }

        return sizes;
    }
}
