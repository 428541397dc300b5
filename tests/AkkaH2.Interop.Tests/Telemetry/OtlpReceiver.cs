using System.Net;
using System.Text;
using Akka.Actor;

namespace AkkaH2.Interop.Tests.Telemetry;

/// <summary>
/// A receiver of OTLP over gRPC, on a server of ours: it keeps the texts of what it gets. The messages are protocol buffers, of which it knows no more than the wire
/// format; a text is found by the numbers of the fields that lead to it.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly List<(string Path, string Text)> _texts = [];
    private Server.ServerBinding _server = null!;

    public Uri Address => new(_server.Urls[0]);

    public static async Task<OtlpReceiver> StartAsync(ActorSystem system)
    {
        var receiver = new OtlpReceiver();
        receiver._server = await system.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), new Server.ServerOptions(), endpoints => endpoints
            .Map("POST", "/opentelemetry.proto.collector.trace.v1.TraceService/Export", receiver.ReceiveAsync)
            .Map("POST", "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", receiver.ReceiveAsync));
        return receiver;
    }

    /// <summary>The texts that are found by these numbers, such as <c>1.2.2.1</c>, each once.</summary>
    public IReadOnlySet<string> TextsAt(string path)
    {
        lock (_texts)
            return _texts.Where(text => text.Path == path).Select(text => text.Text).ToHashSet();
    }

    public async ValueTask DisposeAsync() => await _server.TerminateAsync(TimeSpan.Zero);

    // gRPC over HTTP/2: an octet (not compressed), four of the length, the message; the status is a trailer.
    private async Task ReceiveAsync(Exchange x)
    {
        var message = (await x.Request.Body.ReadToEndAsync(10_000_000))[5..];
        lock (_texts)
            Read(message, "");
        var body = x.RespondStreaming(headers: Headers.Of(("content-type", "application/grpc")));
        await body.WriteAsync(new byte[5]); // an empty message
        body.Complete(Headers.Of(("grpc-status", "0")));
    }

    private void Read(ReadOnlySpan<byte> message, string path)
    {
        while (!message.IsEmpty)
        {
            var key = ReadVarint(ref message);
            var field = path.Length == 0 ? $"{key >> 3}" : $"{path}.{key >> 3}";
            switch (key & 7)
            {
                case 0: ReadVarint(ref message); break;
                case 1: message = message[8..]; break;
                case 5: message = message[4..]; break;
                case 2:
                    var length = (int)ReadVarint(ref message);
                    ReadNested(message[..length], field);
                    message = message[length..];
                    break;
                default: throw new FormatException($"wire type {key & 7}");
            }
        }
    }

    // The wire format does not say what is a text and what a message: a text that reads as a message is one, too.
    private void ReadNested(ReadOnlySpan<byte> octets, string path)
    {
        if (octets.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            TryRead(octets, path);
        else
            _texts.Add((path, Encoding.ASCII.GetString(octets)));
    }

    private void TryRead(ReadOnlySpan<byte> octets, string path)
    {
        try
        {
            Read(octets, path);
        }
        catch (Exception error) when (error is FormatException or ArgumentException or IndexOutOfRangeException)
        {
            // octets such as a trace id
        }
    }

    private static ulong ReadVarint(ref ReadOnlySpan<byte> octets)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var octet = octets[0];
            octets = octets[1..];
            value |= (ulong)(octet & 0x7f) << shift;
            if (octet < 0x80)
                return value;
        }
    }
}
