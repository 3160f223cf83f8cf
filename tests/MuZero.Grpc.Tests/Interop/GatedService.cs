using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using MuZero.Testing;

namespace MuZero.Grpc.Tests.Interop;

/// <summary>What a test holds calls with, and what it sees of them.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;
    private long _bytes;

    /// <summary>Calls that make the gate full.</summary>
    public int Capacity { get; set; } = 1;

    /// <summary>Most calls that were inside at once.</summary>
    public int MostInside { get; private set; }

    /// <summary>Done when as many calls are inside as the capacity.</summary>
    public Task Full => _full.Task;

    /// <summary>Bytes that a handler has written, or read.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The calls' contexts, as long as something holds them.</summary>
    public ConcurrentBag<WeakReference> Contexts { get; } = [];

    public TaskCompletionSource<DateTime> Deadline { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _opened.TrySetResult();

    public void Count(int bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>Waits inside until the gate is opened.</summary>
    public async Task Pass(CancellationToken cancellation)
    {
        lock (_opened)
        {
            MostInside = Math.Max(MostInside, ++_inside);
            if (_inside >= Capacity)
            {
                _full.TrySetResult();
            }
        }

        await _opened.Task.WaitAsync(cancellation);
        lock (_opened)
        {
            _inside--;
        }
    }
}

/// <summary>Handlers that wait for a test, and count.</summary>
internal sealed class GatedService(Gate gate) : TestService.TestServiceBase
{
    /// <summary>Answers at once.</summary>
    public override Task<Nothing> EmptyCall(Nothing request, ServerCallContext context)
    {
        gate.Contexts.Add(new WeakReference(context));
        return Task.FromResult(new Nothing());
    }

    /// <summary>Answers once the gate is open.</summary>
    public override async Task<UnaryReply> UnaryCall(UnaryRequest request, ServerCallContext context)
    {
        gate.Deadline.TrySetResult(context.Deadline);
        try
        {
            await gate.Pass(context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            gate.Cancelled.TrySetResult();
            throw;
        }

        return new UnaryReply { Body = request.Body };
    }

    /// <summary>Reads nothing before the gate is open.</summary>
    public override async Task<InputReply> StreamingInputCall(IAsyncStreamReader<InputRequest> requestStream, ServerCallContext context)
    {
        await gate.Pass(context.CancellationToken);
        int total = 0;
        await foreach (InputRequest request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            total += request.Body.Length;
        }

        return new InputReply { Total = total };
    }

    /// <summary>Writes as fast as the client lets it.</summary>
    public override async Task StreamingOutputCall(OutputRequest request, IServerStreamWriter<OutputReply> responseStream, ServerCallContext context)
    {
        foreach (Part part in request.Parts)
        {
            await responseStream.WriteAsync(new OutputReply { Body = ByteString.CopyFrom(new byte[part.Size]) });
            gate.Count(part.Size);
        }
    }
}
