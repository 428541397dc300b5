using System.Buffers;
using AkkaH2.Protocol;
using AkkaH2.Transports;
using AkkaH2.Wire;

namespace AkkaH2.TestKit;

/// <summary>The client's side of a probe: the engine, driven by hand over a connection in memory. May be used from any thread.</summary>
internal sealed class ProbeConnection : IHttp2Events
{
    // Windows that do not grow: how much an endpoint can write ahead of a test is known.
    private static readonly Http2Options Options = new()
    {
        Role = Role.Client,
        Announced = new ConnectionSettings { InitialWindowSize = 65_535 },
        ConnectionWindowSize = 1_048_576,
        LargestWindows = new WindowSizes(65_535, 1_048_576),
    };

    private readonly ITransportConnection _transport;
    private readonly Http2Session _session;
    private readonly Lock _gate = new(); // of the session
    private readonly SemaphoreSlim _writing = new(1);
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ProbeConnection(ITransportConnection transport)
    {
        _transport = transport;
        _session = new Http2Session(Options, this);
    }

    /// <summary>Sends the preface, and waits for the server's settings: they say whether extended CONNECT may be used.</summary>
    public static async Task<ProbeConnection> OpenAsync(ITransportConnection transport)
    {
        var connection = new ProbeConnection(transport);
        await connection.FlushAsync().ConfigureAwait(false);
        _ = connection.ReceiveAsync();
        await connection._settled.Task.WaitAsync(TestExchange.Patience).ConfigureAwait(false);
        return connection;
    }

    public async Task<TestExchange> BeginAsync(TestRequest request)
    {
        var exchange = new TestExchange(this);
        await DoAsync(connection =>
        {
            var stream = connection.SendRequest(request.ToHead(), endStream: request.Body is { IsEmpty: true })
                ?? throw new InvalidOperationException("The connection takes no more requests now.");
            (exchange.Id, stream.UserState) = (stream.Id, exchange);
            if (request.Body is { IsEmpty: false } body)
                connection.SendData(stream.Id, body, end: true);
        }).ConfigureAwait(false);
        return exchange;
    }

    /// <summary>Acts on the connection, and sends what comes of it.</summary>
    public Task DoAsync(Action<Http2Connection> act)
    {
        lock (_gate)
            act(_session.Connection);
        return FlushAsync();
    }

    public void Abort() => _transport.Abort();

    void IHttp2Events.OnResponse(Http2Stream stream, ResponseHead head) => Of(stream)?.OnHead(head);

    void IHttp2Events.OnInformational(Http2Stream stream, ResponseHead head) => Of(stream)?.OnInformational(head);

    ErrorCode? IHttp2Events.OnPromise(Http2Stream stream, Http2Stream promised, RequestHead request)
    {
        Of(stream)?.OnPromise(request.Path);
        return ErrorCode.Cancel;
    }

    void IHttp2Events.OnData(Http2Stream stream, ReadOnlyMemory<byte> octets) => Of(stream)?.OnData(octets);

    void IHttp2Events.OnEnd(Http2Stream stream, Headers trailers) => Of(stream)?.OnEnd(trailers);

    void IHttp2Events.OnAborted(Http2Stream stream, string reason, ErrorCode? peerReset) => Of(stream)?.OnAborted(new StreamAbortedException(reason) { PeerReset = peerReset });

    void IHttp2Events.OnRequest(Http2Stream stream, RequestHead head) => throw new InvalidOperationException("A client gets no requests.");

    void IHttp2Events.OnBegin(Http2Stream stream) => throw new InvalidOperationException("A client gets no requests.");

    void IHttp2Events.OnRefused(Http2Stream stream, Refusal refusal) => throw new InvalidOperationException("A client gets no requests.");

    void IHttp2Events.OnWritten(Http2Stream stream, int octets)
    {
        // The exchange owns its memory.
    }

    void IHttp2Events.OnTimeout(Http2Stream stream)
    {
        // The engine's clock stands still.
    }

    void IHttp2Events.OnDraining()
    {
        // Streams that are open finish.
    }

    void IHttp2Events.OnConnectionError(ErrorCode code, string detail, StreamId lastStream, bool ours)
    {
        // Its streams are told.
    }

    void IHttp2Events.OnReset(StreamId stream, ErrorCode code, string detail, bool ours)
    {
        // The stream's end says it too.
    }

    private static TestExchange? Of(Http2Stream stream) => stream.UserState as TestExchange;

    private async Task ReceiveAsync()
    {
        try
        {
            while (await ReceiveOnceAsync().ConfigureAwait(false))
            {
                _settled.TrySetResult();
                await FlushAsync().ConfigureAwait(false);
            }
        }
        catch (IOException)
        {
            // The server is gone, or the test disconnected.
        }

        lock (_gate)
            _session.Connection.OnLost("the connection is lost");
        _settled.TrySetException(new IOException("The connection was lost."));
    }

    private async Task<bool> ReceiveOnceAsync()
    {
        var read = await _transport.Input.ReadAsync().ConfigureAwait(false);
        lock (_gate)
        {
            foreach (var piece in read.Buffer)
                _session.Receive(piece);
        }

        _transport.Input.AdvanceTo(read.Buffer.End);
        return !read.IsCompleted;
    }

    private async Task FlushAsync()
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            var octets = new ArrayBufferWriter<byte>();
            lock (_gate)
                _session.Write(octets);
            if (octets.WrittenCount > 0)
                await _transport.WriteAsync(new ReadOnlySequence<byte>(octets.WrittenMemory)).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // What reads learns it too, and tells the streams.
        }
        finally
        {
            _writing.Release();
        }
    }
}
