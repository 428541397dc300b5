using System.Collections.Concurrent;
using System.Globalization;

namespace AkkaH2.PeerBench.Peer;

/// <summary>The routes of samples/Showcase that say something about speed, with the same answers; and one that allocates a known number of octets.</summary>
internal static class PeerRoutes
{
    private static byte[]? _garbage;

    private static readonly byte[] Greeting = "Hello, World!"u8.ToArray();
    private static readonly byte[] Block = new byte[32 * 1024];
    private static readonly ConcurrentDictionary<string, int> Counters = new();

    public static void Map(IEndpointRouteBuilder routes)
    {
        Get(routes, "/", SayHello);
        foreach (var path in (string[])["/string", "/bytes", "/streaming"])
            routes.MapMethods(path, ["GET", "POST"], SayHello);
        Get(routes, "/bytes/{n}", Bytes);
        routes.MapPost("/echo", (RequestDelegate)(x => x.Request.Body.CopyToAsync(x.Response.Body, x.RequestAborted)));
        routes.MapPost("/upload", (RequestDelegate)Upload);
        Get(routes, "/headers", x => Text(x, string.Concat(x.Request.Headers.Select(h => $"{h.Key.ToLowerInvariant()}: {h.Value}\n"))));
        Get(routes, "/slow/{ms}", Slow);
        Get(routes, "/drip/{n}/{ms}", Drip);
        Get(routes, "/garbage/{n}", Litter);
        Get(routes, "/crash", _ => throw new InvalidOperationException("/crash was asked for"));
        Get(routes, "/crash-late", CrashLate);
        Get(routes, "/counter/{id}", x => Text(x, Counters.AddOrUpdate(Route(x, "id"), 1, (_, count) => count + 1).ToString(CultureInfo.InvariantCulture)));
    }

    private static void Get(IEndpointRouteBuilder routes, string path, RequestDelegate answer) => routes.MapGet(path, answer);

    private static async Task SayHello(HttpContext x)
    {
        if (HttpMethods.IsPost(x.Request.Method))
            await x.Request.Body.CopyToAsync(Stream.Null, x.RequestAborted);
        x.Response.ContentType = "text/plain";
        x.Response.ContentLength = Greeting.Length;
        await x.Response.Body.WriteAsync(Greeting, x.RequestAborted);
    }

    private static async Task Bytes(HttpContext x)
    {
        x.Response.ContentType = "application/octet-stream";
        for (var left = long.Parse(Route(x, "n"), CultureInfo.InvariantCulture); left > 0; left -= Block.Length)
            await x.Response.Body.WriteAsync(Block.AsMemory(0, (int)Math.Min(left, Block.Length)), x.RequestAborted);
    }

    private static async Task Upload(HttpContext x)
    {
        long count = 0;
        var reader = x.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(x.RequestAborted);
            count += read.Buffer.Length;
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                break;
        }
        await Text(x, count.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task Slow(HttpContext x)
    {
        await Task.Delay(Milliseconds(x), x.RequestAborted);
        await SayHello(x);
    }

    private static async Task Drip(HttpContext x)
    {
        x.Response.ContentType = "text/plain";
        for (var chunk = 1; chunk <= int.Parse(Route(x, "n"), CultureInfo.InvariantCulture); chunk++)
        {
            await Task.Delay(Milliseconds(x), x.RequestAborted);
            await x.Response.WriteAsync($"drip {chunk}\n", x.RequestAborted);
            await x.Response.Body.FlushAsync(x.RequestAborted);
        }
    }

    // Kept until the next request, so that no compiler may find it needless.
    private static Task Litter(HttpContext x)
    {
        Volatile.Write(ref _garbage, new byte[int.Parse(Route(x, "n"), CultureInfo.InvariantCulture)]);
        return SayHello(x);
    }

    private static async Task CrashLate(HttpContext x)
    {
        await Text(x, "the last words of a crashing endpoint");
        await x.Response.Body.FlushAsync(x.RequestAborted);
        throw new InvalidOperationException("/crash-late was asked for");
    }

    private static Task Text(HttpContext x, string text)
    {
        x.Response.ContentType = "text/plain";
        return x.Response.WriteAsync(text, x.RequestAborted);
    }

    private static string Route(HttpContext x, string name) => (string)x.Request.RouteValues[name]!;

    private static int Milliseconds(HttpContext x) => int.Parse(Route(x, "ms"), CultureInfo.InvariantCulture);
}
