using System.Buffers;
using System.Text;
using AkkaH2.Wire;

namespace AkkaH2.Server;

/// <summary>What peers are told that cannot be served. The connection closes behind it.</summary>
internal static class Refusals
{
    /// <summary>RFC 9110 §15.6.6: a peer that speaks HTTP/1.1 where only HTTP/2 is served.</summary>
    public static ReadOnlySequence<byte> Http1 { get; } = Of("505 HTTP Version Not Supported", "This server speaks HTTP/2 only.\n");

    /// <summary>A peer that speaks cleartext where TLS is spoken.</summary>
    public static ReadOnlySequence<byte> Cleartext { get; } = Of("400 Bad Request", "This port speaks TLS: ask for https.\n");

    /// <summary>RFC 9113 §9.2.2: a cipher suite of TLS 1.2 that HTTP/2 prohibits.</summary>
    public static ReadOnlySequence<byte> InadequateSecurity { get; } = GoAway(ErrorCode.InadequateSecurity, "a cipher suite that RFC 9113 prohibits");

    private static ReadOnlySequence<byte> GoAway(ErrorCode code, string detail)
    {
        var octets = new ArrayBufferWriter<byte>();
        FrameWriter.Write(SettingsFrame.Of(), octets); // RFC 9113 §3.4: the first frame of a server
        FrameWriter.Write(new GoAwayFrame(StreamId.Connection, code, Encoding.ASCII.GetBytes(detail)), octets);
        return new ReadOnlySequence<byte>(octets.WrittenMemory);
    }

    private static ReadOnlySequence<byte> Of(string status, string text) => new(Encoding.ASCII.GetBytes(
        $"HTTP/1.1 {status}\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: {text.Length}\r\n\r\n{text}"));
}
