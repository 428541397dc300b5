using Akka.Actor;
using AkkaH2.Showcase.Routes;

namespace AkkaH2.Showcase;

/// <summary>From the actor system to the drain.</summary>
internal static class ShowcaseServer
{
    /// <summary>Serves until SIGTERM or Ctrl-C, then lets open streams finish.</summary>
    public static async Task RunAsync(ShowcaseOptions options)
    {
        using var system = ActorSystem.Create("showcase", options.ToConfig());
        // It answers from memory: on the dispatcher of the connections it does so in the turn of whoever asks.
        var counters = system.ActorOf(Props.Create(() => new CountersActor()).WithDispatcher(system.Http2().Settings.Dispatcher), "counters");

        var server = await system.Http2().BindAsync(options.Host, options.Port, endpoints => endpoints.MapShowcase(counters));
        var ended = server.TerminateOnSignalAsync();
        Console.WriteLine($"listening on http://{server.LocalEndPoint}");

        await ended;
        await system.Terminate();
    }
}
