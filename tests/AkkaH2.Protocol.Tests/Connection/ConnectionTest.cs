using AkkaH2.Hpack;
using AkkaH2.TestKit;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

/// <summary>
/// The engine of a connection, driven with values: frames in, frames out, and a clock that the test turns. No octets, no threads, no waiting.
/// </summary>
public abstract class ConnectionTest : IHttp2Events
{
    private readonly Http2Connection _connection;

    protected ConnectionTest(Http2Options? options = null)
    {
        Options = options ?? new Http2Options();
        _connection = new Http2Connection(Options, this, TimeSpan.FromSeconds(1));
    }

    protected Http2Options Options { get; }

    private protected Http2Connection Connection => _connection;

    /// <summary>Streams whose work may begin, in order.</summary>
    private protected List<Http2Stream> Begun { get; } = [];

    private protected List<(int Stream, string Reason)> Aborted { get; } = [];

    /// <summary>Codes with which the peer ended work that was wanted; null where something else did.</summary>
    private protected List<ErrorCode?> PeerResets { get; } = [];

    /// <summary>RST_STREAM frames, as the application is told of them.</summary>
    private protected List<(int Stream, ErrorCode Code, bool Ours)> Resets { get; } = [];

    /// <summary>Streams that the peer promised, and the path of each.</summary>
    private protected List<(int Stream, int Promised, string? Path)> Promises { get; } = [];

    /// <summary>True if they are wanted.</summary>
    private protected bool TakesPromises { get; set; }

    private protected List<Limit> LimitsReached { get; } = [];

    private protected List<Refusal> Refusals { get; } = [];

    private protected List<int> TimedOut { get; } = [];

    private protected List<int> Ended { get; } = [];

    private protected Dictionary<int, int> Received { get; } = [];

    private protected List<ResponseHead> Responses { get; } = [];

    private protected List<string> ConnectionErrors { get; } = [];

    private protected int Written { get; private set; }

    /// <summary>What the application does at once, from inside of the event.</summary>
    private protected Action<Http2Stream> WhenRequested { get; set; } = _ => { };

    private protected Action<Http2Stream> WhenBegun { get; set; } = _ => { };

    private protected Action<Http2Stream> WhenResponded { get; set; } = _ => { };

    private protected Action<Http2Stream> WhenData { get; set; } = _ => { };

    private protected Action<Http2Stream> WhenEnded { get; set; } = _ => { };

    private protected Action<Http2Stream> WhenAborted { get; set; } = _ => { };

    /// <summary>Events that came when the connection was over.</summary>
    private protected List<string> Late { get; } = [];

    /// <summary>The preface is over: both sides have sent and acknowledged SETTINGS, and what went out is dropped.</summary>
    private protected void Handshake(params Setting[] settings)
    {
        Receive(new SettingsFrame(settings), SettingsFrame.Acknowledgement);
        Sent();
    }

    private protected void Receive(params Frame[] frames) => _connection.Receive([.. frames.Select(frame => (Outcome<Frame>)frame)]);

    /// <summary>All that waits to be sent; the transport takes it at once.</summary>
    private protected List<Frame> Sent()
    {
        var sent = new List<OutboundFrame>();
        while (_connection.HasOutput)
        {
            _connection.TakeFrames(sent, 1 << 20);
            _connection.OnWritten();
        }

        return sent.ToFrames();
    }

    /// <summary>Turns the clock, and does on the way what is due.</summary>
    private protected void Wait(double seconds)
    {
        var end = _connection.Now + TimeSpan.FromSeconds(seconds);
        while (_connection.NextDeadline <= end)
        {
            _connection.Now = _connection.NextDeadline;
            _connection.OnTime();
        }

        _connection.Now = end;
    }

    private protected static FieldSection Request(int stream, bool end = true, params HeaderField[] more) => new(
        new StreamId(stream), [new(":method", end ? "GET" : "POST"), new(":scheme", "http"), new(":authority", "a"), new(":path", "/"), .. more], end);

    private protected static FieldSection Trailers(int stream) => new(new StreamId(stream), [new("x", "1")], EndStream: true);

    private protected static DataFrame Data(int stream, int octets, bool end = false) => new(new StreamId(stream), new byte[octets], end);

    private protected static RstStreamFrame Reset(int stream, ErrorCode code = ErrorCode.Cancel) => new(new StreamId(stream), code);

    private protected static WindowUpdateFrame WindowUpdate(int stream, int octets) => new(new StreamId(stream), octets);

    private protected static PingFrame Ping(ulong payload, bool ack = false) => new(payload, ack);

    private protected void Respond(int stream, int octets = 0)
    {
        _connection.Respond(new StreamId(stream), [new(":status", "200")], new byte[octets]);
        EndWork(stream);
    }

    private protected void EndWork(int stream) => _connection.EndWork(new StreamId(stream));

    private protected static GoAwayFrame GoAwayOf(IEnumerable<Frame> sent) => Assert.Single(sent.OfType<GoAwayFrame>());

    private protected static void AssertReset(int stream, ErrorCode code, IEnumerable<Frame> sent) =>
        Assert.Equal(new RstStreamFrame(new StreamId(stream), code), Assert.Single(sent.OfType<RstStreamFrame>()));

    private protected void AssertAlive()
    {
        Receive(Ping(77));
        Assert.Contains(Ping(77, ack: true), Sent());
        Assert.False(_connection.IsOver);
    }

    void IHttp2Events.OnRequest(Http2Stream stream, RequestHead head)
    {
        Received[stream.Id.Value] = 0;
        WhenRequested(stream);
    }

    void IHttp2Events.OnBegin(Http2Stream stream)
    {
        Begun.Add(stream);
        WhenBegun(stream);
    }

    void IHttp2Events.OnRefused(Http2Stream stream, Refusal refusal) => Refusals.Add(refusal);

    void IHttp2Events.OnResponse(Http2Stream stream, ResponseHead head)
    {
        Responses.Add(head);
        WhenResponded(stream);
    }

    void IHttp2Events.OnInformational(Http2Stream stream, ResponseHead head)
    {
        if (_connection.IsOver)
            Late.Add("informational");
    }

    void IHttp2Events.OnData(Http2Stream stream, ReadOnlyMemory<byte> octets)
    {
        Received[stream.Id.Value] = Received.GetValueOrDefault(stream.Id.Value) + octets.Length;
        WhenData(stream);
    }

    void IHttp2Events.OnEnd(Http2Stream stream, Headers trailers)
    {
        Ended.Add(stream.Id.Value);
        WhenEnded(stream);
    }

    void IHttp2Events.OnAborted(Http2Stream stream, string reason, ErrorCode? peerReset)
    {
        Aborted.Add((stream.Id.Value, reason));
        PeerResets.Add(peerReset);
        WhenAborted(stream);
    }

    void IHttp2Events.OnWritten(Http2Stream stream, int octets) => Written += octets;

    void IHttp2Events.OnTimeout(Http2Stream stream) => TimedOut.Add(stream.Id.Value);

    void IHttp2Events.OnDraining()
    {
        // GOAWAY says it too
    }

    void IHttp2Events.OnConnectionError(ErrorCode code, string detail, StreamId lastStream, bool ours)
    {
        ConnectionErrors.Add($"{(ours ? "ours" : "peer's")} {code.Name()}");
        if (_connection.IsOver && !ours)
            Late.Add("connection error");
    }

    ErrorCode? IHttp2Events.OnPromise(Http2Stream stream, Http2Stream promised, RequestHead request)
    {
        Promises.Add((stream.Id.Value, promised.Id.Value, request.Path));
        return TakesPromises ? null : ErrorCode.Cancel;
    }

    void IHttp2Events.OnLimit(Limit limit) => LimitsReached.Add(limit);

    void IHttp2Events.OnReset(StreamId stream, ErrorCode code, string detail, bool ours) => Resets.Add((stream.Value, code, ours));
}
