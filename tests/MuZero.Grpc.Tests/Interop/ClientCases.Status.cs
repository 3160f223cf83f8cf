using System.Globalization;
using Grpc.Core;
using MuZero.Testing;

namespace MuZero.Grpc.Tests.Interop;

/// <summary>Metadata, statuses, cancellation, deadlines, compression.</summary>
internal sealed partial class ClientCases
{
    private async Task ClientCompressedUnaryAsync()
    {
        UnaryRequest request = Large();
        request.ExpectCompressed = _checksRequests;
        if (_checksRequests)
        {
            RpcException e = await Assert.ThrowsAsync<RpcException>(() => _client.UnaryCallAsync(request).ResponseAsync);
            Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
        }

        Assert.Equal(Sizes.LargeReply, (await _client.UnaryCallAsync(request, _gzip)).Body.Length);
        Assert.Equal(Sizes.LargeReply, (await _client.UnaryCallAsync(Large())).Body.Length);
    }

    private async Task ServerCompressedUnaryAsync()
    {
        UnaryRequest request = Large();
        request.CompressReply = true;

        Assert.Equal(Sizes.LargeReply, (await _client.UnaryCallAsync(request)).Body.Length);
        Assert.True(!_checksReplies || channel.LastEncoding == "gzip", $"The reply's encoding was {channel.LastEncoding}.");
        Assert.Equal(Sizes.LargeReply, (await _client.UnaryCallAsync(Large())).Body.Length);
        Assert.True(!_checksReplies || channel.LastEncoding is null or "identity", $"The reply's encoding was {channel.LastEncoding}.");
    }

    private async Task ClientCompressedStreamingAsync()
    {
        if (_checksRequests)
        {
            using AsyncClientStreamingCall<InputRequest, InputReply> probe = _client.StreamingInputCall();
            await probe.RequestStream.WriteAsync(new InputRequest { Body = Zeros(Sizes.Requests[0]), ExpectCompressed = true });
            await probe.RequestStream.CompleteAsync();
            RpcException e = await Assert.ThrowsAsync<RpcException>(() => probe.ResponseAsync);
            Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
        }

        using AsyncClientStreamingCall<InputRequest, InputReply> call = _client.StreamingInputCall(_gzip);
        await call.RequestStream.WriteAsync(new InputRequest { Body = Zeros(Sizes.Requests[0]), ExpectCompressed = _checksRequests });
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        await call.RequestStream.WriteAsync(new InputRequest { Body = Zeros(Sizes.Requests[3]) });
        await call.RequestStream.CompleteAsync();

        Assert.Equal(73_086, (await call).Total);
    }

    private async Task ServerCompressedStreamingAsync()
    {
        OutputRequest request = new() { Parts = { new Part { Size = 31_415, Compressed = true }, new Part { Size = 92_653 } } };
        using AsyncServerStreamingCall<OutputReply> call = _client.StreamingOutputCall(request);

        Assert.Equal([31_415, 92_653], await ReadSizesAsync(call.ResponseStream));
        Assert.True(!_checksReplies || channel.LastEncoding == "gzip", $"The replies' encoding was {channel.LastEncoding}.");
    }

    private async Task CustomMetadataAsync()
    {
        Metadata metadata = new() { { Sizes.EchoInitial, Sizes.InitialText }, { Sizes.EchoTrailing, Sizes.TrailingBytes } };
        using AsyncUnaryCall<UnaryReply> unary = _client.UnaryCallAsync(Large(), metadata);
        await unary;

        Assert.Equal(Sizes.InitialText, (await unary.ResponseHeadersAsync).GetValue(Sizes.EchoInitial));
        Assert.Equal(Sizes.TrailingBytes, unary.GetTrailers().GetValueBytes(Sizes.EchoTrailing));

        using AsyncDuplexStreamingCall<OutputRequest, OutputReply> duplex = _client.FullDuplexCall(metadata);
        await duplex.RequestStream.WriteAsync(Ask(Sizes.LargeReply, Sizes.LargeRequest));
        await duplex.RequestStream.CompleteAsync();

        Assert.Equal([Sizes.LargeReply], await ReadSizesAsync(duplex.ResponseStream));
        Assert.Equal(Sizes.InitialText, (await duplex.ResponseHeadersAsync).GetValue(Sizes.EchoInitial));
        Assert.Equal(Sizes.TrailingBytes, duplex.GetTrailers().GetValueBytes(Sizes.EchoTrailing));
    }

    private async Task StatusAsync(string text)
    {
        UnaryRequest request = new() { StatusCode = 2, StatusText = text };
        RpcException unary = await Assert.ThrowsAsync<RpcException>(() => _client.UnaryCallAsync(request).ResponseAsync);

        Assert.Equal((StatusCode.Unknown, text), (unary.StatusCode, unary.Status.Detail));

        using AsyncDuplexStreamingCall<OutputRequest, OutputReply> call = _client.FullDuplexCall();
        try
        {
            await call.RequestStream.WriteAsync(new OutputRequest { StatusCode = 2, StatusText = text });
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException written)
        {
            // The server's answer may overtake the end of the write, which then has the call's status.
            Assert.Equal((StatusCode.Unknown, text), (written.StatusCode, written.Status.Detail));
        }

        RpcException duplex = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());

        Assert.Equal((StatusCode.Unknown, text), (duplex.StatusCode, duplex.Status.Detail));
    }

    private async Task CancelAfterBeginAsync()
    {
        using CancellationTokenSource cancel = new();
        using AsyncClientStreamingCall<InputRequest, InputReply> call = _client.StreamingInputCall(cancellationToken: cancel.Token);
        await cancel.CancelAsync();

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.Cancelled, e.StatusCode);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
    }

    private async Task CancelAfterFirstResponseAsync()
    {
        using CancellationTokenSource cancel = new();
        using AsyncDuplexStreamingCall<OutputRequest, OutputReply> call = _client.FullDuplexCall(cancellationToken: cancel.Token);
        await call.RequestStream.WriteAsync(Ask(Sizes.Replies[0], Sizes.Requests[0]));
        Assert.True(await call.ResponseStream.MoveNext());
        await cancel.CancelAsync();

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.Cancelled, e.StatusCode);
    }

    private async Task TimeoutOnSleepingServerAsync()
    {
        using AsyncDuplexStreamingCall<OutputRequest, OutputReply> call = _client.FullDuplexCall(deadline: DateTime.UtcNow.AddMilliseconds(1));

        RpcException e = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            // The call may end before the request is out, or after.
            await call.RequestStream.WriteAsync(new OutputRequest { Body = Zeros(Sizes.Requests[0]) });
            await call.ResponseStream.MoveNext();
        });
        Assert.Equal(StatusCode.DeadlineExceeded, e.StatusCode);
    }

    private async Task DeadlinePropagationAsync()
    {
        using AsyncUnaryCall<UnaryReply> call = _client.UnaryCallAsync(
            new UnaryRequest(), new Metadata { { Sizes.AskRemaining, "1" } }, DateTime.UtcNow.AddSeconds(60));
        await call;

        // In milliseconds. Implementations round up.
        Assert.InRange(int.Parse((await call.ResponseHeadersAsync).GetValue(Sizes.Remaining)!, CultureInfo.InvariantCulture), 30_000, 61_000);
    }

    private async Task LargeMetadataAsync()
    {
        Metadata large = new() { { "x-grpc-test-large", new string('x', Sizes.LargeMetadata) } };
        await _client.EmptyCallAsync(new Nothing());
        RpcException? e = await Record.ExceptionAsync(() => _client.EmptyCallAsync(new Nothing(), large).ResponseAsync) as RpcException;

        Assert.Equal(abilities.HasFlag(ServerAbilities.LimitsMetadata) ? StatusCode.ResourceExhausted : null, e?.StatusCode);
        Assert.Equal(new Nothing(), await _client.EmptyCallAsync(new Nothing()));
    }
}
