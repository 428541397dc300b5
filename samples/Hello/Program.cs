using Akka.Actor;
using AkkaH2;

using var system = ActorSystem.Create("hello", Http2.DefaultConfig);
var server = await system.Http2().BindAsync("127.0.0.1", args.Length > 0 ? int.Parse(args[0]) : 8080, endpoints => endpoints
    .Map("GET", "/hello/{name}", x => x.Respond($"Hello, {x.Route["name"]}!\n")));

Console.WriteLine($"listening on http://{server.LocalEndPoint}\ntry: curl --http2-prior-knowledge http://{server.LocalEndPoint}/hello/world");
var stop = new TaskCompletionSource<bool>();
Console.CancelKeyPress += (_, pressed) => stop.TrySetResult(pressed.Cancel = true);
await stop.Task;
await server.TerminateAsync(TimeSpan.FromSeconds(10));
