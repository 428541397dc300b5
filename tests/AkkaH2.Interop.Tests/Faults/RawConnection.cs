using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace AkkaH2.Interop.Tests.Faults;

/// <summary>A bare connection that sends what octets it is told to, right or wrong, and understands only GOAWAY.</summary>
internal sealed class RawConnection : IDisposable
{
    public const byte Data = 0x0, Headers = 0x1, Settings = 0x4, GoAway = 0x7, WindowUpdate = 0x8;
    public const byte EndStream = 0x1, EndHeaders = 0x4;
    private const int HeaderLength = 9;

    private readonly TcpClient _tcp = new() { NoDelay = true };

    public static async Task<RawConnection> OpenAsync(Uri server)
    {
        var connection = new RawConnection();
        await connection._tcp.ConnectAsync(server.Host, server.Port).WaitAsync(Deadlines.Answer);
        return connection;
    }

    /// <summary>The client preface and empty SETTINGS (RFC 9113 §3.4).</summary>
    public static byte[] Preface { get; } = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(Settings, 0, 0)];

    public static byte[] Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload = default)
    {
        var frame = new byte[HeaderLength + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8 | type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(HeaderLength));
        return frame;
    }

    /// <summary>HEADERS of a request, its fields from the static table (RFC 7541 Appendix A) and the path as a literal.</summary>
    public static byte[] Request(int stream, string method, string path, byte flags)
    {
        const byte Get = 0x82, Post = 0x83, SchemeHttp = 0x86, LiteralPath = 0x04, LiteralAuthority = 0x01;
        byte[] block =
        [
            method == "POST" ? Post : Get, SchemeHttp,
            LiteralPath, (byte)path.Length, .. Encoding.ASCII.GetBytes(path),
            LiteralAuthority, 4, .. "host"u8,
        ];
        return Frame(Headers, flags, stream, block);
    }

    public async Task SendAsync(params byte[][] parts) => await _tcp.GetStream().WriteAsync(parts.SelectMany(part => part).ToArray()).AsTask().WaitAsync(Deadlines.Answer);

    /// <summary>Waits until the server has sent something at all.</summary>
    public async Task HearAsync() => await _tcp.GetStream().ReadExactlyAsync(new byte[1]).AsTask().WaitAsync(Deadlines.Answer);

    /// <summary>Reads on until a frame of this type has come.</summary>
    /// <exception cref="EndOfStreamException">The connection ended before it.</exception>
    public async Task HearAsync(byte type)
    {
        using var deadline = new CancellationTokenSource(Deadlines.Answer);
        while ((await ReadFrameAsync(deadline.Token) ?? throw new EndOfStreamException()).Type != type)
        {
            // Not yet.
        }
    }

    /// <summary>Reads to the end of the connection; the GOAWAY on the way, or null.</summary>
    public async Task<(int Code, string Debug)?> ReadToEndAsync()
    {
        using var deadline = new CancellationTokenSource(Deadlines.Answer);
        (int, string)? goAway = null;
        try
        {
            while (await ReadFrameAsync(deadline.Token) is { } frame)
                if (frame.Type == GoAway)
                    goAway = (BinaryPrimitives.ReadInt32BigEndian(frame.Payload.AsSpan(4)), Encoding.UTF8.GetString(frame.Payload.AsSpan(8)));
        }
        catch (IOException)
        {
            // The server may close with octets of ours unread, which resets the connection.
        }
        return goAway;
    }

    /// <summary>Drops the connection: with RST at once, or with FIN.</summary>
    public void Drop(bool reset)
    {
        _tcp.LingerState = new LingerOption(enable: reset, seconds: 0);
        _tcp.Close();
    }

    public void Dispose() => _tcp.Dispose();

    private async Task<(byte Type, byte[] Payload)?> ReadFrameAsync(CancellationToken cancel)
    {
        var header = new byte[HeaderLength];
        if (await _tcp.GetStream().ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false, cancel) < HeaderLength)
            return null;
        var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header) >>> 8];
        await _tcp.GetStream().ReadExactlyAsync(payload, cancel);
        return (header[3], payload);
    }
}
