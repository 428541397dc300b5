using AkkaH2.Hpack;

namespace AkkaH2.Benchmarks.Hpack;

/// <summary>What a browser asks and a small service answers.</summary>
internal static class TypicalMessages
{
    public static readonly HeaderField[] Request =
    [
        new(":method", "GET"),
        new(":scheme", "https"),
        new(":authority", "www.example.com"),
        new(":path", "/orders/1742?view=full"),
        new("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"),
        new("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
        new("accept-language", "en-US,en;q=0.5"),
        new("accept-encoding", "gzip, deflate, br, zstd"),
    ];

    public static readonly HeaderField[] Response =
    [
        new(":status", "200"),
        new("content-type", "text/plain; charset=utf-8"),
        new("content-length", "13"),
        new("date", "Sun, 22 Nov 2026 18:40:12 GMT"),
    ];
}
