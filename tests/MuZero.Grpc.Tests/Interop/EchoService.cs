using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Primitives;
using MuZero.Testing;

namespace MuZero.Grpc.Tests.Interop;

/// <summary>What our server answers to the interop cases.</summary>
internal sealed class EchoService : TestService.TestServiceBase
{
    public override Task<Nothing> EmptyCall(Nothing request, ServerCallContext context) => Task.FromResult(new Nothing());

    public override async Task<UnaryReply> UnaryCall(UnaryRequest request, ServerCallContext context)
    {
        CheckCompressed(request.ExpectCompressed, context);
        await EchoMetadataAsync(context, request.CompressReply);
        ThrowStatus(request.StatusCode, request.StatusText);
        return new UnaryReply { Body = Zeros(request.ReplySize) };
    }

    public override async Task<InputReply> StreamingInputCall(IAsyncStreamReader<InputRequest> requestStream, ServerCallContext context)
    {
        int total = 0;
        await foreach (InputRequest request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            CheckCompressed(request.ExpectCompressed, context);
            total += request.Body.Length;
        }

        return new InputReply { Total = total };
    }

    public override async Task StreamingOutputCall(OutputRequest request, IServerStreamWriter<OutputReply> responseStream, ServerCallContext context)
    {
        await EchoMetadataAsync(context, request.Parts.Any(part => part.Compressed));
        await SendAsync(request, responseStream, context);
    }

    public override async Task FullDuplexCall(
        IAsyncStreamReader<OutputRequest> requestStream, IServerStreamWriter<OutputReply> responseStream, ServerCallContext context)
    {
        await EchoMetadataAsync(context, compress: false);
        await foreach (OutputRequest request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            ThrowStatus(request.StatusCode, request.StatusText);
            await SendAsync(request, responseStream, context);
        }
    }

    private static async Task SendAsync(OutputRequest request, IServerStreamWriter<OutputReply> responses, ServerCallContext context)
    {
        foreach (Part part in request.Parts)
        {
            context.WriteOptions = new WriteOptions(part.Compressed ? default : WriteFlags.NoCompress);
            await responses.WriteAsync(new OutputReply { Body = Zeros(part.Size) });
        }
    }

    private static async Task EchoMetadataAsync(ServerCallContext context, bool compress)
    {
        Metadata headers = [];
        if (context.RequestHeaders.GetValue(Sizes.EchoInitial) is { } text)
        {
            headers.Add(Sizes.EchoInitial, text);
        }

        if (context.RequestHeaders.GetValueBytes(Sizes.EchoTrailing) is { } bytes)
        {
            context.ResponseTrailers.Add(Sizes.EchoTrailing, bytes);
        }

        if (context.RequestHeaders.GetValue(Sizes.AskRemaining) is not null)
        {
            headers.Add(Sizes.Remaining, ((long)(context.Deadline - DateTime.UtcNow).TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        }

        if (compress)
        {
            headers.Add("grpc-internal-encoding-request", "gzip");
        }

        if (headers.Count > 0)
        {
            await context.WriteResponseHeadersAsync(headers);
        }
    }

    private static void CheckCompressed(bool expected, ServerCallContext context)
    {
        StringValues encoding = context.GetHttpContext().Request.Headers["grpc-encoding"];
        if (expected && encoding != "gzip")
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "The request is not compressed."));
        }
    }

    private static void ThrowStatus(int code, string text)
    {
        if (code != 0)
        {
            throw new RpcException(new Status((StatusCode)code, text));
        }
    }

    private static ByteString Zeros(int size) => ByteString.CopyFrom(new byte[size]);
}
