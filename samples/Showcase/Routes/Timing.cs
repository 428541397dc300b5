using System.Text;
using Akka;
using Akka.Streams.Dsl;

namespace AkkaH2.Showcase.Routes;

/// <summary>Answers that take their time, and stop when nobody wants them any more.</summary>
internal static class Timing
{
    public static async Task Slow(Exchange x)
    {
        if (!Number.TryRead(x, "ms", out var milliseconds, atMost: int.MaxValue))
            return;
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), x.Aborted);
        x.Respond($"after {milliseconds} ms\n");
    }

    public static async Task Drip(Exchange x)
    {
        if (!Number.TryRead(x, "n", out var chunks) || !Number.TryRead(x, "ms", out var milliseconds, atMost: int.MaxValue))
            return;
        var body = x.RespondStreaming(headers: Headers.Of(("content-type", "text/plain")));
        for (var chunk = 1; chunk <= chunks; chunk++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), x.Aborted);
            await body.WriteAsync(Encoding.ASCII.GetBytes($"drip {chunk}\n"));
        }
        body.Complete();
    }

    /// <summary>Server-sent events, one a second, until the client has enough.</summary>
    public static Source<ServerSentEvent, NotUsed> Events { get; } = Source.Tick(TimeSpan.Zero, TimeSpan.FromSeconds(1), 0)
        .MapMaterializedValue(_ => NotUsed.Instance)
        .Scan(0, (number, _) => number + 1)
        .Skip(1)
        .Select(number => new ServerSentEvent($"{DateTimeOffset.UtcNow:O}") { Id = $"{number}" });
}
