using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using MuZero.Grpc.Tests.Interop;
using MuZero.Testing;

namespace MuZero.Grpc.Tests;

/// <summary>A call's deadline and cancellation at a server behind the one that was called.</summary>
public class DeadlineTests
{
    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Relay_CallHasDeadline_SecondServerSeesIt()
    {
        await using TestServer last = await TestServer.StartAsync<GatedService>();
        using TestChannel toLast = new(last.Address);
        await using TestServer first = await Relay(toLast);
        using TestChannel channel = new(first.Address);
        await channel.Client.EmptyCallAsync(new Nothing()); // the connections' own time is not the deadline's
        DateTime deadline = DateTime.UtcNow.AddMinutes(1);
        last.Gate.Open();

        await channel.Client.UnaryCallAsync(new UnaryRequest(), deadline: deadline);

        // Each hop counts anew from when the request arrives.
        Assert.InRange(await last.Gate.Deadline.Task, deadline.AddMilliseconds(-5), deadline.AddSeconds(20));
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Relay_CallHasNoDeadline_SecondServerSeesNone()
    {
        await using TestServer last = await TestServer.StartAsync<GatedService>();
        using TestChannel toLast = new(last.Address);
        await using TestServer first = await Relay(toLast);
        using TestChannel channel = new(first.Address);
        last.Gate.Open();

        await channel.Client.UnaryCallAsync(new UnaryRequest());

        Assert.Equal(DateTime.MaxValue, await last.Gate.Deadline.Task);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Relay_CallIsCancelled_SecondServersCallIsCancelled()
    {
        await using TestServer last = await TestServer.StartAsync<GatedService>();
        using TestChannel toLast = new(last.Address);
        await using TestServer first = await Relay(toLast);
        using TestChannel channel = new(first.Address);
        using AsyncUnaryCall<UnaryReply> call = channel.Client.UnaryCallAsync(new UnaryRequest());
        await last.Gate.Full;

        call.Dispose();

        await last.Gate.Cancelled.Task;
    }

    private static Task<TestServer> Relay(TestChannel next) =>
        TestServer.StartAsync<RelayService>(services: services => services.AddSingleton(next.Client));

    /// <summary>Passes calls on, with their deadline and cancellation.</summary>
    private sealed class RelayService(TestService.TestServiceClient next) : TestService.TestServiceBase
    {
        public override async Task<Nothing> EmptyCall(Nothing request, ServerCallContext context) =>
            await next.EmptyCallAsync(request, Propagated(context));

        public override async Task<UnaryReply> UnaryCall(UnaryRequest request, ServerCallContext context) =>
            await next.UnaryCallAsync(request, Propagated(context));

        private static CallOptions Propagated(ServerCallContext context) => new(propagationToken: context.CreatePropagationToken());
    }
}
