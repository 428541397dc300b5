using Akka.Actor;
using Akka.Configuration;
using AkkaH2;
using AkkaH2.Transports;

// Hello [PORT] [SETTING…], such as: 8080 akka.h2.transport=sockets
if (!ushort.TryParse(args.FirstOrDefault("8080"), out var port))
    return Fail($"'{args[0]}' is not a port: give a number from 0 to 65535, where 0 picks a free one.");
var settings = ConfigurationFactory.ParseString("akka.loglevel = WARNING\n" + string.Join('\n', args.Skip(1)));

using var system = ActorSystem.Create("hello", settings.WithFallback(Http2.DefaultConfig));
try
{
    var server = await system.Http2().BindAsync("127.0.0.1", port, endpoints => endpoints
        .Map("GET", "/hello/{name}", x => x.Respond($"Hello, {x.Route["name"]}!\n")));

    var ended = server.TerminateOnSignalAsync(); // from here on, Ctrl-C and SIGTERM let open streams finish
    Console.WriteLine($"listening on http://{server.LocalEndPoint}\ntry: curl --http2-prior-knowledge http://{server.LocalEndPoint}/hello/world");
    await ended;
    return 0;
}
catch (Exception wrong) when (wrong is TransportException or ConfigurationException)
{
    return Fail(wrong.Message);
}

static int Fail(string why)
{
    Console.Error.WriteLine(why);
    return 1;
}
