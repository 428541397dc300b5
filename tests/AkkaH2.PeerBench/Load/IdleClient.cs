using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace AkkaH2.PeerBench.Load;

/// <summary>One connection that asks and then sits there: what it leaves behind in the server is what is measured.</summary>
internal sealed class IdleClient : IDisposable
{
    private const int FrameHeader = 9;
    private const byte Data = 0, Headers = 1, Settings = 4;
    private const byte EndStreamAndHeaders = 5, Ack = 1;
    private const byte HttpScheme = 0x86, HttpsScheme = 0x87; // RFC 7541 Appendix A

    private readonly Stream _stream;
    private readonly byte _scheme;
    private int _nextStream = 1;

    private IdleClient(Stream stream, byte scheme) => (_stream, _scheme) = (stream, scheme);

    /// <summary>Connects, and has one request answered.</summary>
    public static async Task<IdleClient> ConnectAsync(Uri server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Host, server.Port);
        var stream = new NetworkStream(socket, ownsSocket: true);
        var client = server.Scheme == "https" ? new IdleClient(await SecureAsync(stream), HttpsScheme) : new IdleClient(stream, HttpScheme);
        await client.SendAsync([.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(Settings, 0, 0, []), .. Frame(Settings, Ack, 0, []), .. client.Request("/")]);
        await client.ReadUntilDataAsync();
        return client;
    }

    /// <summary>Opens so many streams whose answers are far away.</summary>
    public Task OpenAsync(int streams, string path) =>
        SendAsync([.. Enumerable.Range(0, streams).SelectMany(_ => Request(path))]);

    public void Dispose() => _stream.Dispose();

    private static async Task<Stream> SecureAsync(Stream stream)
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            RemoteCertificateValidationCallback = (_, _, _, _) => true, // self-signed
        });
        return tls;
    }

    private async Task SendAsync(byte[] octets) => await _stream.WriteAsync(octets);

    private byte[] Request(string path)
    {
        // RFC 7541 Appendix A: 2 is GET; 4 and 1 name :path and :authority.
        byte[] block = [0x82, _scheme, 0x04, (byte)path.Length, .. Encoding.ASCII.GetBytes(path), 0x01, 9, .. "localhost"u8];
        var stream = _nextStream;
        _nextStream += 2;
        return Frame(Headers, EndStreamAndHeaders, stream, block);
    }

    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[FrameHeader + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8 | type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, FrameHeader);
        return frame;
    }

    private async Task ReadUntilDataAsync()
    {
        var buffer = new byte[4096];
        for (var (filled, at) = (0, 0); ;)
        {
            var read = await _stream.ReadAsync(buffer.AsMemory(filled));
            if (read == 0)
                throw new IOException("the server closed an idle connection before it answered");
            filled += read;
            for (; filled - at >= FrameHeader; at += FrameHeader + (BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(at)) >>> 8))
                if (buffer[at + 3] == Data)
                    return;
        }
    }
}
