using Akka.Actor;
using Akka.Hosting;
using AkkaH2;
using AkkaH2.Hosting;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddAkka("shop", akka => akka
    .ConfigureLoggers(loggers => loggers.ClearLoggers().AddCategoryLogger())
    .WithActors((system, registry) => registry.Register<Orders>(system.ActorOf(Props.Create<Orders>(), "orders")))
    .WithHttp2(builder.Configuration, http => http
        .Listen(builder.Configuration["urls"] ?? "http://localhost:8080")
        .Map("GET", "/hello/{name}", x => x.Respond($"Hello, {x.Route["name"]}!\n"))
        .MapActor<Orders>("/orders/{id}")
        .MapReadiness("/ready")));
await builder.Build().RunAsync();

internal sealed class Orders : ReceiveActor
{
    public Orders() => Receive<Request>(request => Sender.Tell(Response.Text($"order {request.Route["id"]}\n")));
}
