using System.Net;
using System.Net.Sockets;
using AkkaH2.Referee;
using AkkaH2.Wire;

namespace AkkaH2.TestKit;

/// <summary>
/// One side of an HTTP/2 connection, played frame by frame over a real socket or any duplex stream. It sends what it is told, legal
/// or not; reads all the time; keeps the flow-control windows of both directions and fails when the other side overspends; answers
/// SETTINGS and PING and grants credit by itself unless it is told not to. It reads and writes with AkkaH2.Referee, which knows
/// nothing of the product: a fault that the product's reader and writer share is seen here.
/// </summary>
internal sealed partial class TestPeer : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Inbox _inbox = new();
    private readonly WindowLedger _sendWindows = new();
    private readonly PeerReader _reader;
    private readonly Queue<SettingsFrame> _unacknowledged = new();
    private readonly List<Frame> _received = [];
    private int _nextStream;

    /// <summary>A peer on this stream, which it owns; reading begins at once.</summary>
    public TestPeer(Stream stream, PeerRole role = PeerRole.Client)
    {
        _stream = stream;
        Role = role;
        _nextStream = role == PeerRole.Client ? 1 : 2;
        _reader = new PeerReader(stream, this);
    }

    public PeerRole Role { get; }

    /// <summary>How long an expectation waits.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Grant back at once what DATA took from the windows.</summary>
    public bool AutoCredit { get; set; } = true;

    /// <summary>Acknowledge SETTINGS.</summary>
    public bool AutoAckSettings { get; set; } = true;

    /// <summary>Answer PING.</summary>
    public bool AutoAckPing { get; set; } = true;

    /// <summary>
    /// Fail when the other side overspends a window or acknowledges more SETTINGS than were sent. Off where a test sends octets at random:
    /// the peer does not read them, so it does not know what they granted.
    /// </summary>
    public bool IsReferee { get; set; } = true;

    /// <summary>How field sections are encoded: literals into the dynamic table, and without Huffman, unless the test says otherwise.</summary>
    public BlockEncoder Encoder { get; } = new();

    /// <summary>All frames so far.</summary>
    public FrameLog Log { get; } = new();

    /// <summary>Every frame that has come so far, in the order of the wire, whether an expectation has taken it or not.</summary>
    public IReadOnlyList<Frame> Received
    {
        get
        {
            lock (_received) return [.. _received];
        }
    }

    /// <summary>The other side's settings, as last received.</summary>
    public Dictionary<SettingId, uint> PeerSettings { get; } = [];

    /// <summary>The octets that the other side may send now.</summary>
    internal WindowLedger ReceiveWindows { get; } = new();

    internal Inbox Inbox => _inbox;

    /// <summary>Connects over TCP.</summary>
    public static async Task<TestPeer> ConnectAsync(EndPoint endPoint)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint);
        return new TestPeer(new NetworkStream(socket, ownsSocket: true));
    }

    /// <summary>Accepts one TCP connection and plays the server on it.</summary>
    public static async Task<TestPeer> AcceptAsync(Socket listener)
    {
        var socket = await listener.AcceptAsync();
        socket.NoDelay = true;
        return new TestPeer(new NetworkStream(socket, ownsSocket: true), PeerRole.Server);
    }

    /// <summary>The preface and the exchange of SETTINGS (RFC 9113 §3.4); afterwards both sides' settings hold.</summary>
    public async Task Handshake(params (SettingId Id, uint Value)[] settings)
    {
        if (Role == PeerRole.Client) await SendPreface();
        await Send(Frames.Settings(settings));
        await ExpectSettings();
        await ExpectSettingsAck();
    }

    public Task SendPreface() => SendRaw(Preface.Octets);

    /// <summary>Sends the frames in one write. Windows are counted, not obeyed: <see cref="SendBody"/> obeys them.</summary>
    public async Task Send(params FrameScript[] scripts)
    {
        await _writing.WaitAsync();
        try
        {
            var output = new MemoryStream();
            foreach (var frame in scripts.SelectMany(script => script.ToFrames(Encoder)))
            {
                var octets = Translation.Octets(frame);
                OnSend(frame, octets.Length - FrameSplitter.HeaderSize);
                output.Write(octets);
            }

            await _stream.WriteAsync(output.ToArray());
            await _stream.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }

        await AnswerDeferred();
    }

    /// <summary>Sends octets as they are.</summary>
    public async Task SendRaw(ReadOnlyMemory<byte> octets)
    {
        await _writing.WaitAsync();
        try
        {
            Log.Note("->", $"{octets.Length} octets");
            await _stream.WriteAsync(octets);
            await _stream.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Sends content as DATA within the windows, waiting for credit, and ends the stream.</summary>
    public async Task SendBody(int stream, ReadOnlyMemory<byte> content, bool endStream = true)
    {
        var id = new StreamId(stream);
        do
        {
            var room = content.IsEmpty ? 0 : await ExpectCredit(id);
            var length = (int)Math.Min(content.Length, Math.Min(room, MaxFrameSizeToSend));
            var last = length == content.Length;
            await Send(new DataFrame(id, content[..length], endStream && last));
            content = content[length..];
        }
        while (!content.IsEmpty);
    }

    /// <summary>The next stream of this side, for tests that do not name their streams (RFC 9113 §5.1.1).</summary>
    public int NewStream() => (_nextStream += 2) - 2;

    /// <summary>Octets that may be sent on this stream now, by the windows that the other side granted.</summary>
    public long SendWindow(int stream)
    {
        lock (_sendWindows) return _sendWindows[new StreamId(stream)];
    }

    /// <summary>Ends the sending side of the connection and keeps reading.</summary>
    public async Task ShutdownSend()
    {
        await _writing.WaitAsync(); // an SslStream ends badly under a write of its own, such as the reader's WINDOW_UPDATE
        try
        {
            Log.Note("->", "end of input");
            if (_stream is NetworkStream network) network.Socket.Shutdown(SocketShutdown.Send);
            else if (_stream is TransportStream transport) await transport.ShutdownAsync();
            else if (_stream is System.Net.Security.SslStream tls) await tls.ShutdownAsync();
            else throw new NotSupportedException($"{_stream.GetType().Name} has no half close");
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Closes the transport without a word.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await _reader.Completion;
    }

    private long MaxFrameSizeToSend => PeerSettings.GetValueOrDefault(SettingId.MaxFrameSize, (uint)FrameSplitter.SmallestMaxFrameSize);

    private void OnSend(Frame frame, int payloadOctets)
    {
        Log.Sent(frame);
        switch (frame)
        {
            case DataFrame data: lock (_sendWindows) _sendWindows.Spend(data.Stream, payloadOctets); break;
            case WindowUpdateFrame update: lock (ReceiveWindows) ReceiveWindows.Grant(update.Stream, update.Increment); break;
            case SettingsFrame { Ack: false } settings: OnSendSettings(settings); break;
            default: break;
        }
    }
}
