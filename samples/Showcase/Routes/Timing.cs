using System.Text;

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
}
