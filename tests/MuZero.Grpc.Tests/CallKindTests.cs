using Grpc.Core;

namespace MuZero.Grpc.Tests;

/// <summary>The four kinds of call with the sizes of the public interoperability tests.</summary>
public class CallKindTests
{
    private static readonly int[] _sent = [27182, 8, 1828, 45904];
    private static readonly int[] _received = [31415, 9, 2653, 58979];

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Unary_Empty_ReturnsEmpty()
    {
        await using EchoHost host = await EchoHost.Start();

        Empty answer = await host.Client.EmptyCallAsync(new Empty());

        Assert.Equal(new Empty(), answer);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Unary_Blocking_Returns()
    {
        await using EchoHost host = await EchoHost.Start();

        Assert.Equal(new Empty(), await Task.Run(() => host.Client.EmptyCall(new Empty())));
    }

    [Theory(Timeout = EchoHost.LimitMs)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Unary_Large_CarriesAllBytes(bool tls)
    {
        await using EchoHost host = tls ? await EchoHost.StartTls() : await EchoHost.Start();

        SizedResponse answer = await host.Client.UnaryAsync(new SizedRequest { ResponseSize = 314159, Payload = EchoHost.Bytes(271828) });

        Assert.Equal(271828, answer.Total);
        Assert.Equal(314159, answer.Payload.Length);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task ClientStreaming_FourMessages_AddsUp()
    {
        await using EchoHost host = await EchoHost.Start();
        using AsyncClientStreamingCall<SizedRequest, SizedResponse> call = host.Client.Collect();

        foreach (int size in _sent)
        {
            await call.RequestStream.WriteAsync(new SizedRequest { Payload = EchoHost.Bytes(size) });
        }

        await call.RequestStream.CompleteAsync();
        Assert.Equal(74922, (await call).Total);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task ServerStreaming_FourSizes_ArriveInOrder()
    {
        await using EchoHost host = await EchoHost.Start();
        using AsyncServerStreamingCall<SizedResponse> call = host.Client.Expand(new SizedRequest { StatusMessage = string.Join(',', _received) });

        List<int> sizes = [];
        await foreach (SizedResponse response in call.ResponseStream.ReadAllAsync())
        {
            sizes.Add(response.Payload.Length);
        }

        Assert.Equal(_received, sizes);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Theory(Timeout = EchoHost.LimitMs)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Duplex_PingPong_EachAnswerBeforeTheNextRequest(bool tls)
    {
        await using EchoHost host = tls ? await EchoHost.StartTls() : await EchoHost.Start();
        using AsyncDuplexStreamingCall<SizedRequest, SizedResponse> call = host.Client.Chat();

        foreach ((int sent, int received) in _sent.Zip(_received))
        {
            await call.RequestStream.WriteAsync(new SizedRequest { ResponseSize = received, Payload = EchoHost.Bytes(sent) });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal((received, sent), (call.ResponseStream.Current.Payload.Length, (int)call.ResponseStream.Current.Total));
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Duplex_NoMessages_EndsWithSuccess()
    {
        await using EchoHost host = await EchoHost.Start();
        using AsyncDuplexStreamingCall<SizedRequest, SizedResponse> call = host.Client.Chat();

        await call.RequestStream.CompleteAsync();

        Assert.False(await call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Unary_TwoHundredAtOnce_AllAnswered()
    {
        await using EchoHost host = await EchoHost.Start();

        SizedResponse[] answers = await Task.WhenAll(Enumerable.Range(1, 200).Select(size =>
            host.Client.UnaryAsync(new SizedRequest { ResponseSize = size * 100, Payload = EchoHost.Bytes(size) }).ResponseAsync));

        Assert.All(answers.Index(), item => Assert.Equal((item.Index + 1L, (item.Index + 1) * 100), (item.Item.Total, item.Item.Payload.Length)));
    }
}
