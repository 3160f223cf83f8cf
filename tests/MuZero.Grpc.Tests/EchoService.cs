using Google.Protobuf;
using Grpc.Core;

namespace MuZero.Grpc.Tests;

/// <summary>Answers by the sizes that are asked for, and shows what happens to its calls.</summary>
internal sealed class EchoService(CallJournal journal) : Echo.EchoBase
{
    public const string EchoedHeader = "x-grpc-test-echo-initial";
    public const string EchoedTrailer = "x-grpc-test-echo-trailing-bin";

    public override Task<Empty> EmptyCall(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

    public override async Task<SizedResponse> Unary(SizedRequest request, ServerCallContext context)
    {
        await EchoMetadata(context, request.Compressed);
        ThrowIfAsked(request);
        return new SizedResponse { Payload = Zeros(request.ResponseSize), Total = request.Payload.Length, Text = context.GetHttpContext().Request.Headers["grpc-encoding"].ToString() };
    }

    public override async Task<SizedResponse> Collect(IAsyncStreamReader<SizedRequest> requestStream, ServerCallContext context)
    {
        long total = 0;
        await foreach (SizedRequest request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            ThrowIfAsked(request);
            total += request.Payload.Length;
        }

        return new SizedResponse { Total = total };
    }

    public override async Task Expand(SizedRequest request, IServerStreamWriter<SizedResponse> responseStream, ServerCallContext context)
    {
        foreach (string size in request.StatusMessage.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            await responseStream.WriteAsync(new SizedResponse { Payload = Zeros(int.Parse(size, null)) });
        }
    }

    public override async Task Chat(
        IAsyncStreamReader<SizedRequest> requestStream, IServerStreamWriter<SizedResponse> responseStream, ServerCallContext context)
    {
        await EchoMetadata(context, packs: false);
        try
        {
            await foreach (SizedRequest request in requestStream.ReadAllAsync(context.CancellationToken))
            {
                ThrowIfAsked(request);
                await responseStream.WriteAsync(new SizedResponse { Payload = Zeros(request.ResponseSize), Total = request.Payload.Length });
            }
        }
        catch (Exception) when (context.CancellationToken.IsCancellationRequested)
        {
            journal.Cancelled.TrySetResult();
            throw;
        }
    }

    public override async Task<Empty> Wait(Empty request, ServerCallContext context)
    {
        journal.Deadline.TrySetResult(context.Deadline);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
            return new Empty();
        }
        finally
        {
            journal.Cancelled.TrySetResult();
        }
    }

    public override Task<Empty> Throw(Empty request, ServerCallContext context) => throw new FormatException("a secret of the server");

    private static async Task EchoMetadata(ServerCallContext context, bool packs)
    {
        Metadata headers = [];
        if (context.RequestHeaders.GetValue(EchoedHeader) is { } text)
        {
            headers.Add(EchoedHeader, text);
        }

        if (packs)
        {
            headers.Add("grpc-internal-encoding-request", "gzip");
        }

        if (headers.Count > 0)
        {
            await context.WriteResponseHeadersAsync(headers);
        }

        foreach (Metadata.Entry entry in context.RequestHeaders.GetAll(EchoedTrailer))
        {
            context.ResponseTrailers.Add(entry);
        }
    }

    private static void ThrowIfAsked(SizedRequest request)
    {
        if (request.StatusCode != 0)
        {
            throw new RpcException(new Status((StatusCode)request.StatusCode, request.StatusMessage));
        }
    }

    private static ByteString Zeros(int size) => ByteString.CopyFrom(new byte[size]);
}

/// <summary>What the service's handlers saw.</summary>
internal sealed class CallJournal
{
    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource<DateTime> Deadline { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
