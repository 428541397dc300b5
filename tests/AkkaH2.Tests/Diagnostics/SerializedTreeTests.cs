using Akka.Actor;
using AkkaH2.Diagnostics;
using AkkaH2.Tests.Remoting;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Diagnostics;

/// <summary>
/// The live tree where Akka.NET serializes every message (<c>akka.actor.serialize-messages</c>), and where another node asks. Snapshots and events name actors, endpoints and
/// settings of one process: they are local by design, and another node is refused clearly.
/// </summary>
public sealed class SerializedTreeTests() : TwoNodesTest("akka.actor.serialize-messages = on")
{
    [Fact]
    public async Task Questions_and_answers_pass_as_they_are()
    {
        var peer = await Serve(e => e.Map("GET", "/", _ => new TaskCompletionSource().Task));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectAlive();
        var listeners = await System.Http2().Actor.Ask<ListenersSnapshot>(GetListeners.Instance, Deadline);
        var connections = await Assert.Single(listeners.Listeners).Actor.Ask<ConnectionsSnapshot>(new GetConnections(new ConnectionQuery()), Deadline);
        var connection = Assert.Single(connections.Connections).Actor;
        Assert.Single((await connection.Ask<ConnectionSnapshot>(new GetStreams(10), Deadline)).Streams);
        Assert.True((await connection.Ask<ControlResult>(new ChangeConnectionLimits { MaxConcurrentStreams = 5 }, Deadline)).IsDone);
        Assert.True((await connection.Ask<ControlResult>(new ResetStream(1), Deadline)).IsDone);
        await peer.ExpectRstStream(1, ErrorCode.Cancel);
        Assert.True((await connection.Ask<ControlResult>(DrainConnection.Instance, Deadline)).IsDone);
        Assert.True((await connection.Ask<ControlResult>(KillConnection.Instance, Deadline)).IsDone);
    }

    [Fact]
    public async Task Events_pass_as_they_are()
    {
        var events = new Events();
        var actor = System.ActorOf(Props.Create(() => new Collecting(events)));
        foreach (var type in new[] { typeof(ConnectionEvent), typeof(ListenerBound), typeof(ConnectionError) })
            System.EventStream.Subscribe(actor, type);
        var peer = await Serve(e => e.Map("GET", "/", _ => Response.Text("a")));
        await peer.Send(WindowUpdate(0, 0));
        await peer.ExpectGoAwayCode(ErrorCode.ProtocolError);
        await peer.DisposeAsync();
        await events.Ended.Task.WaitAsync(Deadline);
        Assert.Equal([typeof(ListenerBound), typeof(ConnectionOpened), typeof(ConnectionError), typeof(ConnectionEnded)], events.All);
    }

    [Fact]
    public async Task Another_node_is_refused()
    {
        await Serve(e => e.Map("GET", "/", _ => Response.Text("a")));
        await ExpectRefused("/system/http2", GetListeners.Instance, new GetConnections(new ConnectionQuery()), new LogFrames(true));
    }

    [Fact]
    public async Task So_it_is_by_listeners_clients_and_connections_of_both_roles()
    {
        var server = await Bind(e => e.Map("GET", "/", _ => Response.Text("a")));
        var client = System.Http2().Client($"http://{server.LocalEndPoint}");
        Assert.Equal(200, (await client.SendAsync(Request.Get("/"))).Status);
        object[] toConnections = [new GetStreams(10), new ResetStream(1), DrainConnection.Instance, new ChangeConnectionLimits { MaxConcurrentStreams = 5 }, KillConnection.Instance, new LogFrames(true)];
        await ExpectRefused("/system/http2/listener-*", new GetConnections(new ConnectionQuery()), new LogFrames(true));
        await ExpectRefused("/system/http2/client-*", new GetConnections(new ConnectionQuery()), new LogFrames(true));
        await ExpectRefused("/system/http2/listener-*/accepting-*/connection-*", toConnections);
        await ExpectRefused("/system/http2/client-*/connection-*", toConnections);
        Assert.Equal(200, (await client.SendAsync(Request.Get("/"))).Status);
        Assert.Equal(2, (await System.Http2().GetConnectionsAsync()).Found); // none was killed or drained
    }

    private async Task ExpectRefused(string path, params object[] questions)
    {
        var address = ((ExtendedActorSystem)System).Provider.DefaultAddress;
        var asked = await Other.ActorSelection($"{address}{path}").ResolveOne(Deadline);
        foreach (var question in questions)
        {
            var failure = await asked.Ask<Status.Failure>(question, Deadline);
            Assert.Contains("answers only actors of its own node", failure.Cause.Message);
        }
    }

    private sealed class Events
    {
        public List<Type> All { get; } = [];

        public TaskCompletionSource Ended { get; } = new();
    }

    private sealed class Collecting : ReceiveActor
    {
        public Collecting(Events events) => ReceiveAny(message =>
        {
            events.All.Add(message.GetType());
            if (message is ConnectionEnded)
                events.Ended.SetResult();
        });
    }
}
