using System.Threading.Channels;
using Akka.Actor;
using AkkaH2.Diagnostics;
using AkkaH2.Protocol;
using AkkaH2.Server;
using AkkaH2.Tests.Server;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Diagnostics;

/// <summary>What happens to listeners and connections, on the event stream of the actor system.</summary>
public sealed class TreeEventsTests : ServerTest
{
    private readonly Channel<object> _events = Channel.CreateUnbounded<object>();

    protected override string Hocon => "akka.h2.max-concurrent-streams = 1, akka.h2.max-connections = 1";

    [Fact]
    public async Task A_connection_is_opened_and_ended()
    {
        Subscribe(typeof(ConnectionEvent));
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));
        var peer = await Connect(server);
        var opened = await Next<ConnectionOpened>();
        Assert.Equal((Role.Server, ConnectionProtocol.Http2, server.LocalEndPoint), (opened.Role, opened.Protocol, opened.LocalEndPoint));

        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectResponse(1);
        await peer.DisposeAsync();

        var ended = await Next<ConnectionEnded>();
        Assert.Equal((opened.Actor, opened.RemoteEndPoint, 1, null), (ended.Actor, ended.RemoteEndPoint, ended.Requests, ended.Error));
        Assert.Contains(ended.Reason, (string[])["peer_closed", "lost"]); // as its socket was closed: with octets unread, or not
        Assert.InRange(ended.Age, TimeSpan.Zero, Deadline);
        Assert.InRange(ended.OctetsReceived!.Value, 24, 1_000);
        Assert.InRange(ended.OctetsSent!.Value, 9, 1_000);
    }

    [Fact]
    public async Task The_end_by_an_error_has_its_code()
    {
        Subscribe(typeof(ConnectionEnded));
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond("ok")));
        await peer.Send(WindowUpdate(0, 0));
        await peer.ExpectGoAway(0, ErrorCode.ProtocolError);
        await peer.DisposeAsync();
        var ended = await Next<ConnectionEnded>();
        Assert.Equal(("error", ErrorCode.ProtocolError), (ended.Reason, ended.Error));
    }

    [Fact]
    public async Task The_end_by_an_operator_is_told_as_that()
    {
        Subscribe(typeof(ConnectionEvent));
        await Serve(e => e.Map("GET", "/", x => x.Respond("ok")));
        (await Next<ConnectionOpened>()).Actor.Tell(KillConnection.Instance, ActorRefs.NoSender);
        Assert.Equal("killed", (await Next<ConnectionEnded>()).Reason);
    }

    [Fact]
    public async Task A_limit_that_a_peer_reaches_is_told_with_its_key()
    {
        Subscribe(typeof(LimitReached));
        var goOn = new TaskCompletionSource();
        var peer = await Serve(e => e.Map("GET", "/", _ => goOn.Task));
        Assert.Equal("max-connections", (await Next<LimitReached>()).Limit);
        await peer.Send(Headers(1).Get("/").EndStream(), Headers(3).Get("/").EndStream());
        await peer.ExpectRstStream(3, ErrorCode.RefusedStream);
        var reached = await Next<LimitReached>();
        Assert.Equal("max-concurrent-streams", reached.Limit);
        Assert.Equal(Assert.Single((await System.Http2().GetConnectionsAsync()).Connections).Actor, reached.Actor);
        goOn.SetResult();
    }

    [Fact]
    public async Task A_listener_is_bound_and_unbound()
    {
        Subscribe(typeof(ListenerBound), typeof(ListenerUnbound));
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));
        var bound = await Next<ListenerBound>();
        Assert.Equal((server.LocalEndPoint, "sockets", false), (bound.EndPoint, bound.Transport, bound.IsTls));
        await server.UnbindAsync();
        Assert.Equal(new ListenerUnbound(bound.Actor, server.LocalEndPoint), await Next<ListenerUnbound>());
        await server.TerminateAsync();
        Assert.False(_events.Reader.TryRead(out _)); // once
    }

    private void Subscribe(params Type[] types)
    {
        var told = System.ActorOf(Props.Create(() => new Told(_events.Writer)));
        foreach (var type in types)
            System.EventStream.Subscribe(told, type);
    }

    private async Task<T> Next<T>() => Assert.IsType<T>(await _events.Reader.ReadAsync().AsTask().WaitAsync(Deadline));

    private sealed class Told(ChannelWriter<object> events) : UntypedActor
    {
        protected override void OnReceive(object message) => events.TryWrite(message);
    }
}
