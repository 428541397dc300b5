using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using AkkaH2.Actors;
using AkkaH2.Hpack;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2;

/// <summary>
/// One request and its response, as an endpoint sees it. Answer once: with a string, with octets, with a <see cref="Response"/>, or piece by
/// piece. May be used from any thread.
/// </summary>
public sealed class Exchange
{
    private readonly ExchangeContext _context;
    private readonly Lock _gate = new();
    private CancellationTokenSource? _cancellation;
    private StreamCommand? _held;
    private ResponseWriter? _writer;
    private string? _aborted;
    private bool _holding;

    internal Exchange(StreamId id, Request request, ExchangeContext context) => (Id, Request, _context) = (id, request, context);

    /// <summary>What was asked.</summary>
    public Request Request { get; }

    /// <summary>What the route template captured.</summary>
    public RouteValues Route => Request.Route;

    /// <summary>True once a response was begun.</summary>
    public bool HasResponded { get; private set; }

    /// <summary>Cancelled when the stream is reset by the peer or the connection is lost: the work is no longer wanted.</summary>
    public CancellationToken Aborted
    {
        get
        {
            lock (_gate)
            {
                if (_cancellation is null)
                {
                    _cancellation = new CancellationTokenSource();
                    if (_aborted is not null)
                        _cancellation.Cancel();
                }

                return _cancellation.Token;
            }
        }
    }

    internal StreamId Id { get; }

    internal bool IsAborted => Volatile.Read(ref _aborted) is not null;

    /// <summary>The streamed body of a <see cref="Response"/>, on its way; null if there is none.</summary>
    internal Task? StreamedBody { get; private set; }

    internal ResponseWriter? Writer => Volatile.Read(ref _writer);

    /// <summary>Answers with text as UTF-8.</summary>
    /// <exception cref="InvalidOperationException">There is a response already.</exception>
    public void Respond(string text, int status = 200) => Respond(Response.Text(text, status));

    /// <summary>Answers with octets, which are handed over: they are not changed afterwards.</summary>
    /// <exception cref="InvalidOperationException">There is a response already.</exception>
    public void Respond(ReadOnlyMemory<byte> body, int status = 200) => Respond(Response.Octets(body, status));

    /// <summary>Answers with a whole response.</summary>
    /// <exception cref="InvalidOperationException">There is a response already.</exception>
    /// <exception cref="ArgumentException">The status is not 200 to 599, or a field may not stand in HTTP/2.</exception>
    public void Respond(Response response)
    {
        var hasBody = ResponseRules.HasBody(Request.Method, response.Status);
        var head = ResponseRules.Head(response.Status, response.Headers, response.Stream is null ? response.Body.Length : null);
        Begin();
        if (response.Stream is { } stream && hasBody)
            Run(stream, head);
        else
            Send(new SendResponse(Id, head, hasBody ? response.Body : default));
    }

    /// <summary>Begins a response whose body is written piece by piece. The head leaves together with the first piece.</summary>
    /// <exception cref="InvalidOperationException">There is a response already.</exception>
    /// <exception cref="ArgumentException">The status is not 200 to 599, or a field may not stand in HTTP/2.</exception>
    public ResponseWriter RespondStreaming(int status = 200, Headers? headers = null)
    {
        var head = ResponseRules.Head(status, headers ?? Headers.Empty, length: null);
        Begin();
        var writer = OpenWriter();
        Send(new SendHead(Id, head));
        return writer;
    }

    /// <summary>Ends the stream with RST_STREAM and this code (RFC 9113 §6.4), whatever was sent before.</summary>
    public void Reset(ErrorCode code) => Send(new SendReset(Id, code, "reset by the endpoint"));

    /// <summary>From here to <see cref="Release"/> a whole response is held back, so that it leaves together with the end of the work.</summary>
    internal void Hold() => _holding = true;

    /// <summary>The endpoint has returned: what was held back, if anything.</summary>
    internal StreamCommand? Release()
    {
        lock (_gate)
        {
            var held = _held;
            (_held, _holding) = (null, false);
            return held;
        }
    }

    internal void SendData(ReadOnlyMemory<byte> chunk, bool end)
    {
        if (ResponseRules.HasBody(Request.Method, 200))
            Send(new SendData(Id, chunk, end));
        else if (end)
            Send(new SendData(Id, default, end));
        else
            Writer!.OnSent(chunk.Length); // RFC 9110 §9.3.2: HEAD is answered without content
    }

    internal void SendTrailers(Headers trailers) => Send(new SendTrailers(Id, [.. trailers.Fields]));

    /// <summary>The stream is over before its time: wakes everybody who waits on it.</summary>
    internal void Abort(string reason)
    {
        lock (_gate)
        {
            if (_aborted is not null)
                return;
            _aborted = reason;
            // Callbacks of the application never run on the connection's thread.
            _ = _cancellation?.CancelAsync();
        }

        Writer?.Abort(reason); // outside our gate: the writer's is always taken first
        Request.Body.Fail(new StreamAbortedException(reason));
    }

    private void Begin()
    {
        lock (_gate)
        {
            if (HasResponded)
                throw new InvalidOperationException($"{Request} has a response already.");
            HasResponded = true;
        }
    }

    private ResponseWriter OpenWriter()
    {
        var writer = new ResponseWriter(this, _context.SendBufferSize);
        Volatile.Write(ref _writer, writer);
        if (Volatile.Read(ref _aborted) is { } reason)
            writer.Abort(reason);
        return writer;
    }

    private void Run(Source<ReadOnlyMemory<byte>, NotUsed> body, HeaderField[] head)
    {
        var writer = OpenWriter();
        Send(new SendHead(Id, head));
        var (stop, done) = body
            .ViaMaterialized(KillSwitches.Single<ReadOnlyMemory<byte>>(), Keep.Right)
            .ToMaterialized(Sink.ForEachAsync<ReadOnlyMemory<byte>>(1, chunk => writer.WriteAsync(chunk).AsTask()), Keep.Both)
            .Run(_context.Materializer);
        // A source that waits for something learns here that nobody wants it any more.
        Aborted.Register(stop.Shutdown);
        StreamedBody = Complete(done, writer);
    }

    private static async Task Complete(Task done, ResponseWriter writer)
    {
        await done.ConfigureAwait(false);
        writer.Complete();
    }

    private void Send(StreamCommand command)
    {
        lock (_gate)
        {
            if (_holding && command is SendResponse)
            {
                _held = command;
                return;
            }
        }

        _context.Connection.Tell(command, ActorRefs.NoSender);
    }
}

/// <summary>What all exchanges of one connection share.</summary>
internal sealed record ExchangeContext(IActorRef Connection, IMaterializer Materializer, int SendBufferSize);
