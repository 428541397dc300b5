namespace AkkaH2.Showcase.Routes;

/// <summary>Endpoints that throw: the stream pays for it, nobody else.</summary>
internal static class Faults
{
    public static void Crash(Exchange x) => throw new InvalidOperationException("GET /crash was asked for");

    public static async Task CrashLate(Exchange x)
    {
        var body = x.RespondStreaming();
        await body.WriteAsync("the last words of a crashing endpoint\n"u8.ToArray());
        await body.WhenSentAsync();
        throw new InvalidOperationException("GET /crash-late was asked for");
    }
}
