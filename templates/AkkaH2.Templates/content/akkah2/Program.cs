using Akka.Actor;
using Akka.Hosting;
using AkkaH2.Hosting;
using AkkaH2App;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddAkka("AkkaH2App", akka => akka
    .ConfigureLoggers(loggers => loggers.ClearLoggers().AddCategoryLogger())
    .WithActors((system, registry) => registry.Register<Greeter>(system.ActorOf(Props.Create<Greeter>(), "greeter")))
    .WithHttp2(builder.Configuration, http => http
        .Listen(builder.Configuration["urls"] ?? "http://localhost:8080")
        .MapActor<Greeter>("GET", "/hello/{name}")
        .MapReadiness("/ready")));
await builder.Build().RunAsync();
