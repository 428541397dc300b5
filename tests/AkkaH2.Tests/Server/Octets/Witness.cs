using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using AkkaH2.Referee;
using AkkaH2.TestKit;

namespace AkkaH2.Tests.Server.Octets;

/// <summary>
/// A client that believes nothing: each octet that it reads is held against the name of its connection and stream, by the referee's parsers.
/// It reads when it is told to, so that a server's write can be left pending.
/// </summary>
internal sealed class Witness(Stream stream, int connection, ConcurrentQueue<string> faults) : IAsyncDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly FrameSplitter _splitter = new();
    private readonly FieldBlockJoiner _joiner = new();
    private readonly BlockDecoder _decoder = new();
    private readonly BlockEncoder _encoder = new();
    private readonly Dictionary<int, long> _received = [];
    private readonly HashSet<int> _ended = [];
    private int _nextStream = 1;
    private bool _hasSettings;

    /// <summary>The end came, by FIN or by a reset, or what came was no HTTP/2.</summary>
    public bool IsClosed { get; private set; }

    public string Owner(int id) => $"c{connection}s{id}";

    /// <summary>The preface and the SETTINGS of both sides (RFC 9113 §3.4).</summary>
    public async Task Begin(int window)
    {
        await Send([
            .. Preface.Octets,
            .. FrameOctets.Of(new Settings([((ushort)SettingNumber.InitialWindowSize, (uint)window)], Ack: false)),
            .. FrameOctets.Of(new WindowUpdate(0, 1 << 30)),
        ]);
        await Read(() => _hasSettings);
    }

    /// <summary>Asks for content of a kind that the test's endpoints know; the stream.</summary>
    public async Task<int> Get(string kind, int octets)
    {
        var id = NewStream();
        await Send(Request(id, "GET", $"/{kind}/{Owner(id)}/{octets}", endStream: true));
        return id;
    }

    /// <summary>Sends content that has to come back.</summary>
    public async Task<int> Post(int octets)
    {
        var id = NewStream();
        byte[] whole = Request(id, "POST", $"/echo/{Owner(id)}", endStream: false);
        for (var sent = 0; sent < octets; sent += 5_000)
        {
            var count = Math.Min(5_000, octets - sent);
            whole = [.. whole, .. FrameOctets.Of(new Data(id, Named.Octets(Owner(id), sent, count), PadLength: sent % 3 == 0 ? 7 : null, EndStream: sent + count == octets))];
        }

        await Send(whole);
        return id;
    }

    public Task Reset(int id) => Send(FrameOctets.Of(new RstStream(id, (uint)ErrorNumber.Cancel)));

    /// <summary>Reads until all these streams have ended, or the connection has.</summary>
    public Task ReadToEndOf(IEnumerable<int> streams) => Read(() => streams.All(_ended.Contains));

    /// <summary>Reads until so many octets have come on this stream, or the connection has ended.</summary>
    public Task ReadSome(int id, int octets) => Read(() => _ended.Contains(id) || _received.GetValueOrDefault(id) >= octets);

    public Task ReadToEnd() => Read(() => false);

    public bool HasEnded(int id) => _ended.Contains(id);

    /// <summary>FIN: nothing more comes from here, and what still comes from there is read.</summary>
    public async Task HalfClose()
    {
        try
        {
            switch (stream)
            {
                case NetworkStream network: network.Socket.Shutdown(SocketShutdown.Send); break;
                case SslStream tls: await tls.ShutdownAsync(); break;
                case TransportStream memory: await memory.ShutdownAsync(); break;
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException)
        {
            IsClosed = true;
        }
    }

    /// <summary>RST.</summary>
    public void Abort()
    {
        if (stream is NetworkStream network) network.Socket.LingerState = new LingerOption(true, 0);
        stream.Dispose();
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private int NewStream() => (_nextStream += 2) - 2;

    private byte[] Request(int id, string method, string path, bool endStream) => FrameOctets.Of(new Referee.Headers(
        id,
        _encoder.Encode([new(":method", method), new(":scheme", "http"), new(":authority", "localhost"), new(":path", path)]),
        Priority: null,
        PadLength: null,
        endStream,
        EndHeaders: true));

    private async Task Send(byte[] octets)
    {
        try
        {
            await stream.WriteAsync(octets);
        }
        catch (IOException)
        {
            IsClosed = true; // the server has ended the connection: what it sent before is still read
        }
    }

    private async Task Read(Func<bool> enough)
    {
        try
        {
            while (!enough())
            {
                var count = await stream.ReadAsync(_buffer);
                if (count == 0) break;
                _splitter.Append(_buffer.AsSpan(0, count));
                foreach (var frame in _splitter.TakeFrames()) await OnFrame(frame);
            }

            IsClosed |= !enough();
        }
        catch (IOException)
        {
            IsClosed = true; // a reset
        }
        catch (RuleBrokenException broken)
        {
            IsClosed = true;
            faults.Enqueue($"connection {connection}: {broken.Message}");
        }
    }

    private async Task OnFrame(RawFrame raw)
    {
        SenderRules.Check(raw);
        switch (_joiner.Offer(PayloadReader.Read(raw)))
        {
            case Data data: OnData(data); break;
            case Referee.Headers headers: OnHeaders(headers); break;
            case RstStream reset: _ended.Add(reset.Stream); break;
            case Settings { Ack: false }: await OnSettings(); break;
            case Ping { Ack: false } ping: await Send(FrameOctets.Of(ping with { Ack = true })); break;
            case GoAway { Code: not (uint)ErrorNumber.NoError } goAway: faults.Enqueue($"connection {connection}: GOAWAY {(ErrorNumber)goAway.Code}"); break;
            default: break;
        }
    }

    private Task OnSettings()
    {
        _hasSettings = true;
        return Send(FrameOctets.Of(new Settings([], Ack: true)));
    }

    private void OnData(Data data)
    {
        var from = _received.GetValueOrDefault(data.Stream);
        if (Named.Foreign(Owner(data.Stream), from, data.Content) is { } foreign) faults.Enqueue($"connection {connection}, stream {data.Stream}: {foreign}");
        _received[data.Stream] = from + data.Content.Length;
        if (data.EndStream) _ended.Add(data.Stream);
    }

    private void OnHeaders(Referee.Headers headers)
    {
        // Heads and trailers name their owner at length: their blocks stand in pooled memory too.
        var fields = _decoder.Decode(headers.Fragment);
        if (fields.FirstOrDefault(field => field.Name == "x-owner") is not { } owner) faults.Enqueue($"connection {connection}, stream {headers.Stream}: no x-owner among {string.Join(", ", fields)}");
        else if (owner.Value != Named.Text(Owner(headers.Stream), owner.Value.Length)) faults.Enqueue($"connection {connection}, stream {headers.Stream}: x-owner is {owner.Value}");
        if (headers.EndStream) _ended.Add(headers.Stream);
    }
}
