using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using AkkaH2.TestKit;
using AkkaH2.Transports;
using AkkaH2.Transports.Memory;

namespace AkkaH2.Http1.Tests;

/// <summary>A client that sends octets as they are written, and reads responses with a reader of its own.</summary>
internal sealed class Http1Peer : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly Stream _stream;
    private readonly Func<Task> _finish;
    private readonly PipeReader _input;

    private Http1Peer(Stream stream, Func<Task> finish) => (_stream, _finish, _input) = (stream, finish, PipeReader.Create(stream));

    /// <summary>The octets both ways behind the response that was read.</summary>
    public Stream Rest => new RestStream(_input.AsStream(leaveOpen: true), _stream);

    public static async Task<Http1Peer> ConnectAsync(MemoryTransport memory, EndPoint server)
    {
        var stream = new TransportStream(await memory.ConnectAsync(server, new TransportSettings(Backlog: 16, ReceiveBufferSize: 64 * 1024)));
        return new Http1Peer(stream, () => stream.ShutdownAsync().AsTask());
    }

    public static async Task<Http1Peer> ConnectAsync(EndPoint server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server);
        return new Http1Peer(new NetworkStream(socket, ownsSocket: true), () =>
        {
            socket.Shutdown(SocketShutdown.Send);
            return Task.CompletedTask;
        });
    }

    public static Http1Peer Over(SslStream tls) => new(tls, tls.ShutdownAsync);

    public async Task Send(string octets) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(octets)).AsTask().WaitAsync(Deadline);

    /// <summary>FIN.</summary>
    public Task Finish() => _finish().WaitAsync(Deadline);

    /// <summary>A reset.</summary>
    public async Task Reset()
    {
        // The stream would close the socket in order.
        if (_stream is NetworkStream { Socket: var socket })
            socket.Close(0);
        await _stream.DisposeAsync();
    }

    /// <summary>The next response, informational ones included.</summary>
    public async Task<Http1Response> Receive(string method = "GET")
    {
        var status = await Line();
        var fields = await Fields();
        var code = int.Parse(status.Split(' ')[1], CultureInfo.InvariantCulture);
        var (body, trailers) = method == "HEAD" || code is < 200 or 204 or 304 ? ("", []) : await Body(fields);
        return new Http1Response(status, code, fields, body, trailers);
    }

    /// <summary>So many octets.</summary>
    public async Task<string> Read(int octets)
    {
        if (octets == 0)
            return "";
        var read = await _input.ReadAtLeastAsync(octets).AsTask().WaitAsync(Deadline);
        var taken = read.Buffer.Slice(0, Math.Min(octets, read.Buffer.Length));
        var text = Encoding.Latin1.GetString(taken);
        _input.AdvanceTo(taken.End);
        return text;
    }

    /// <summary>Everything until the server closes its side or resets the connection.</summary>
    public async Task<string> ReadToEnd()
    {
        var text = new StringBuilder();
        try
        {
            while (true)
            {
                var read = await _input.ReadAsync().AsTask().WaitAsync(Deadline);
                text.Append(Encoding.Latin1.GetString(read.Buffer));
                _input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    return text.ToString();
            }
        }
        catch (IOException)
        {
            return text.ToString();
        }
    }

    public async ValueTask DisposeAsync() => await _stream.DisposeAsync();

    private async Task<(string Body, List<(string Name, string Value)> Trailers)> Body(List<(string Name, string Value)> fields)
    {
        if (fields.Find(f => f.Name == "content-length") is { Value: { } length })
            return (await Read(int.Parse(length, CultureInfo.InvariantCulture)), []);
        if (fields.Find(f => f.Name == "transfer-encoding") is not { Value: "chunked" })
            return (await ReadToEnd(), []);

        var body = new StringBuilder();
        while (true)
        {
            var size = int.Parse(await Line(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (size == 0)
                return (body.ToString(), await Fields());
            body.Append(await Read(size));
            Assert.Equal("", await Line());
        }
    }

    private async Task<List<(string Name, string Value)>> Fields()
    {
        var fields = new List<(string, string)>();
        while (await Line() is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':');
            fields.Add((line[..colon].ToLowerInvariant(), line[(colon + 1)..].Trim()));
        }

        return fields;
    }

    private async Task<string> Line()
    {
        while (true)
        {
            var read = await _input.ReadAsync().AsTask().WaitAsync(Deadline);
            var text = Encoding.Latin1.GetString(read.Buffer);
            if (text.IndexOf("\r\n", StringComparison.Ordinal) is >= 0 and var end)
            {
                _input.AdvanceTo(read.Buffer.GetPosition(end + 2));
                return text[..end];
            }

            _input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
                throw new EndOfStreamException($"The server closed its side behind \"{text}\".");
        }
    }
}

/// <summary>A response as it came.</summary>
internal sealed record Http1Response(
    string StatusLine, int Status, List<(string Name, string Value)> Fields, string Body, List<(string Name, string Value)> Trailers)
{
    /// <summary>The value of the first field of that name; null if there is none.</summary>
    public string? this[string name] => Fields.Find(f => f.Name == name).Value;
}
