using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using AkkaH2.Client;
using AkkaH2.Endpoints;
using AkkaH2.Server;

namespace AkkaH2.Cluster.Tests;

/// <summary>A cluster of one node in this process, and a client of its server.</summary>
public abstract class ClusterTest : IAsyncLifetime
{
    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private const string OneNode = """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          actor.provider = cluster
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
          cluster.sharding.state-store-mode = ddata
          coordinated-shutdown.phases.service-requests-done.timeout = 15s
        }
        """;

    protected ActorSystem System { get; private set; } = null!;

    protected virtual string Hocon => "";

    public async Task InitializeAsync()
    {
        System = ActorSystem.Create("cluster", ConfigurationFactory.ParseString(Hocon).WithFallback(ConfigurationFactory.ParseString(OneNode)).WithFallback(Http2.DefaultConfig));
        var cluster = Akka.Cluster.Cluster.Get(System);
        await cluster.JoinAsync(cluster.SelfAddress).WaitAsync(Deadline);
    }

    public Task DisposeAsync() => System.Terminate().WaitAsync(Deadline);

    protected Task<IActorRef> Region(Func<Request, object> answer) => ClusterSharding.Get(System)
        .StartAsync("entity", _ => Props.Create(() => new Entity(answer)), ClusterShardingSettings.Create(System), ShardRequests.By("id"));

    protected Task<ServerBinding> Bind(Action<EndpointBuilder> endpoints) => System.Http2().BindAsync("127.0.0.1", 0, endpoints);

    protected Http2Client ClientOf(ServerBinding server) => System.Http2().Client(server.Urls[0]);

    private sealed class Entity : ReceiveActor
    {
        public Entity(Func<Request, object> answer) => Receive<Request>(request =>
        {
            var reply = answer(request);
            if (reply is Task<Response> later)
                later.PipeTo(Sender);
            else
                Sender.Tell(reply);
        });
    }
}
