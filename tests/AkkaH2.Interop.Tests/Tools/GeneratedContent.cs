using System.Net;

namespace AkkaH2.Interop.Tests.Tools;

/// <summary>A request body that a function writes while the request is under way.</summary>
internal sealed class GeneratedContent(Func<Stream, Task> write) : HttpContent
{
    /// <summary>So many octets in blocks, with something to do after each.</summary>
    public static GeneratedContent Of(long octets, Action? afterBlock = null) => new(async body =>
    {
        var block = new byte[1 << 16];
        for (var left = octets; left > 0; left -= block.Length)
        {
            await body.WriteAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)));
            afterBlock?.Invoke();
        }
    });

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

    protected override bool TryComputeLength(out long length) => (length = 0) != 0;
}
