using System.Globalization;

namespace AkkaH2.Showcase.Routes;

/// <summary>Bodies of any length, each in constant memory: the peer's window and our reading set the pace.</summary>
internal static class Bodies
{
    /// <summary>Handed to every writer and never changed.</summary>
    private static readonly ReadOnlyMemory<byte> Block = new byte[32 * 1024];

    public static async Task Bytes(Exchange x)
    {
        if (!Number.TryRead(x, "n", out var octets))
            return;
        var body = x.RespondStreaming(headers: Headers.Of(("content-type", "application/octet-stream")));
        for (var left = body.DropsBody ? 0 : octets; left > 0; left -= Block.Length)
            await body.LendAsync(Block[..(int)Math.Min(left, Block.Length)]);
        body.Complete();
    }

    public static async Task Echo(Exchange x)
    {
        var body = x.RespondStreaming();
        await body.WriteAsync(x.Request.Body, x.Aborted);
        body.Complete();
    }

    public static async Task Upload(Exchange x)
    {
        long octets = 0;
        while (!x.Request.Body.IsAtEnd)
        {
            var read = await x.Request.Body.ReadAsync(x.Aborted);
            octets += read.Buffer.Length;
            x.Request.Body.AdvanceTo(read.Buffer.End);
        }

        x.Respond(octets.ToString(CultureInfo.InvariantCulture));
    }

    public static void RequestFields(Exchange x) => x.Respond($"{x.Request.Headers}\n");
}
