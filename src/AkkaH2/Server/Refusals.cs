using System.Buffers;
using System.Text;

namespace AkkaH2.Server;

/// <summary>Whole HTTP/1.1 responses to peers that cannot be served. The connection closes behind them.</summary>
internal static class Refusals
{
    /// <summary>RFC 9110 §15.6.6: a peer that speaks HTTP/1.1 where only HTTP/2 is served.</summary>
    public static ReadOnlySequence<byte> Http1 { get; } = Of("505 HTTP Version Not Supported", "This server speaks HTTP/2 only.\n");

    private static ReadOnlySequence<byte> Of(string status, string text) => new(Encoding.ASCII.GetBytes(
        $"HTTP/1.1 {status}\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: {text.Length}\r\n\r\n{text}"));
}
