using System.Net;
using System.Threading.Channels;
using Akka.Actor;
using AkkaH2.Diagnostics;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

[Trait("RFC 9113", "5.4.1")]
public sealed class ConnectionErrorTests : ServerTest
{
    private readonly Channel<ConnectionError> _errors = Channel.CreateUnbounded<ConnectionError>();

    [Fact]
    public async Task A_connection_error_is_told_with_its_code_what_was_seen_and_where()
    {
        var peer = await ServeAndListen();
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectResponse(1);
        await peer.Send(WindowUpdate(0, int.MaxValue));
        await peer.ExpectConnectionError(1, ErrorCode.FlowControlError);

        var error = await NextError();
        Assert.Equal((ErrorCode.FlowControlError, ErrorObserver.Us, new StreamId(1)), (error.Code, error.SeenBy, error.LastStream));
        Assert.Contains("WINDOW_UPDATE", error.Detail);
        Assert.Equal(IPAddress.Loopback, Assert.IsType<IPEndPoint>(error.RemoteEndPoint).Address);
        Assert.Contains("/system/http2/listener-", error.Connection.ToString());
    }

    [Fact]
    [Trait("RFC 9113", "6.8")]
    public async Task A_GOAWAY_with_an_error_from_the_peer_is_told_and_one_without_is_not()
    {
        var peer = await ServeAndListen();
        await peer.Send(Headers(1).Get("/wait").EndStream(), GoAway(6), GoAway(4, ErrorCode.InternalError, "out of order"));

        var error = await NextError();
        Assert.Equal((ErrorCode.InternalError, "out of order", ErrorObserver.Peer, new StreamId(4)), (error.Code, error.Detail, error.SeenBy, error.LastStream));
        await peer.Send(RstStream(1));
        await peer.ExpectClosed();
        Assert.False(_errors.Reader.TryRead(out _));
    }

    [Fact]
    [Trait("RFC 9113", "10.3")]
    public async Task Its_text_is_printable_whatever_the_peer_says()
    {
        var peer = await ServeAndListen();
        await peer.Send(GoAway(0, ErrorCode.InternalError, "out\r\nof \u001b[31morder"));

        Assert.Equal(@"out\x0d\x0aof \x1b[31morder", (await NextError()).Detail);
    }

    private async Task<TestPeer> ServeAndListen()
    {
        var listener = System.ActorOf(Props.Create(() => new Listener(_errors.Writer)));
        System.EventStream.Subscribe(listener, typeof(ConnectionError));
        return await Serve(e => e.Map("GET", "/", x => x.Respond("ok")).Map("GET", "/wait", x => Task.Delay(Timeout.Infinite, x.Aborted)));
    }

    private async Task<ConnectionError> NextError() => await _errors.Reader.ReadAsync(TestDeadline);

    private sealed class Listener : ReceiveActor
    {
        public Listener(ChannelWriter<ConnectionError> errors) => Receive<ConnectionError>(error => errors.TryWrite(error));
    }
}
