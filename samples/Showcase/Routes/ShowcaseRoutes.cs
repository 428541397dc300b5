using Akka.Actor;
using AkkaH2.Endpoints;

namespace AkkaH2.Showcase.Routes;

/// <summary>Every route of the showcase.</summary>
internal static class ShowcaseRoutes
{
    /// <summary>Bodies of any length: these routes hold none of them.</summary>
    private static readonly RouteOptions AnyLength = new() { MaxRequestBodySize = BodyLimit.Unlimited };

    public static EndpointBuilder MapShowcase(this EndpointBuilder endpoints, Props counters)
    {
        return endpoints
            .Map("GET", "/", Greeting.Fixed)
            .Map("GET", "/string", Greeting.AsString)
            .Map("POST", "/string", Greeting.AsString, AnyLength)
            .Map("GET", "/bytes", Greeting.AsBytes)
            .Map("POST", "/bytes", Greeting.AsBytes, AnyLength)
            .Map("GET", "/streaming", Greeting.Streamed)
            .Map("POST", "/streaming", Greeting.Streamed, AnyLength)
            .Map("GET", "/bytes/{n}", Bodies.Bytes)
            .Map("POST", "/echo", Bodies.Echo, AnyLength)
            .Map("POST", "/upload", Bodies.Upload, AnyLength)
            .Map("POST", "/expect", Bodies.Upload, AnyLength) // reading sends 100 (continue) to a client that waits for it
            .Map("GET", "/headers", Bodies.RequestFields)
            .Map("GET", "/early-hints", Greeting.WithHints)
            .Map("GET", "/slow/{ms}", Timing.Slow)
            .Map("GET", "/drip/{n}/{ms}", Timing.Drip)
            .MapSource("/events", _ => Timing.Events)
            .Map("GET", "/trailers", TrailerFields.Send)
            .Map("POST", "/request-trailers", TrailerFields.Receive, AnyLength)
            .Map("GET", "/push", Pushing.Push)
            .Map("GET", "/pushed/{n}", Pushing.Pushed)
            .MapWebSocket("/chat", Chat.Echo, Chat.Options)
            .Map("GET", "/crash", Faults.Crash)
            .Map("GET", "/crash-late", Faults.CrashLate)
            .MapActorPerKey("GET", "/counter/{id}", _ => counters)
            .MapActor("GET", "/entity/{id}", EntityGateway.Props)
            .MapConnections("/connections", showClientText: true); // it shows itself to whoever asks
    }
}
