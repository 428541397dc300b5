using Akka.Actor;
using Akka.Hosting;

namespace AkkaH2.Hosting.Tests;

/// <summary>Actors of the registry answer requests.</summary>
public sealed class RegisteredActorTests : HostTest
{
    [Fact]
    public async Task The_actor_of_a_key_answers()
    {
        var host = await Start(akka => akka
            .WithHttp2(http => http.Listen("127.0.0.1", 0).MapActor<Orders>("/orders/{id}").MapActor<Orders>("PUT", "/stock/{id}"))
            .WithActors((system, registry) => registry.Register<Orders>(system.ActorOf(Props.Create(() => new Orders("order"))))));

        Assert.Equal("order 7", await Get(Server(host), "/orders/7"));
        Assert.Equal("order 8", await (await Client.PutAsync(Server(host).Urls[0] + "/stock/8", null)).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task One_that_is_registered_anew_takes_over()
    {
        var host = await Start(akka => akka
            .WithActors((system, registry) => registry.Register<Orders>(system.ActorOf(Props.Create(() => new Orders("old")))))
            .WithHttp2(http => http.Listen("127.0.0.1", 0).MapActor<Orders>("/orders/{id}")));
        Assert.Equal("old 1", await Get(Server(host), "/orders/1"));

        ActorRegistry.For(System(host)).Register<Orders>(System(host).ActorOf(Props.Create(() => new Orders("new"))), overwrite: true);

        Assert.Equal("new 1", await Get(Server(host), "/orders/1"));
    }

    [Fact]
    public async Task A_key_that_is_not_registered_is_named_with_its_route()
    {
        var why = await ExpectNoStart<MissingActorRegistryEntryException>((akka, _) => akka.WithHttp2(http => http.Listen("127.0.0.1", 0).MapActor<Orders>("GET", "/orders/{id}")));

        Assert.Equal(
            $"The route \"GET /orders/{{id}}\" goes to the actor that is registered as {typeof(Orders)}, but none is: register it in WithActors, with registry.Register<Orders>(actor).",
            why.Message);
    }

    private sealed class Orders : ReceiveActor
    {
        public Orders(string noun) => Receive<Request>(request => Sender.Tell(Response.Text($"{noun} {request.Route["id"]}")));
    }
}
