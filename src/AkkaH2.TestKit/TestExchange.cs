using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Streams.Dsl;
using AkkaH2.Endpoints;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.TestKit;

/// <summary>A request to an endpoint under test and its response, from the client's side.</summary>
public sealed class TestExchange
{
    private readonly ProbeConnection _connection;
    private readonly Channel<ReadOnlyMemory<byte>> _body = Channel.CreateUnbounded<ReadOnlyMemory<byte>>();
    private readonly TaskCompletionSource<ResponseHead> _head = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Informational> _informational = [];
    private readonly List<string> _pushes = [];
    private readonly Lock _gate = new();
    private Headers _trailers = Headers.Empty;

    internal TestExchange(ProbeConnection connection) => _connection = connection;

    /// <summary>How long each wait for the endpoint may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>The informational responses that have come (RFC 9110 §15.2), in their order.</summary>
    public IReadOnlyList<Informational> Informational
    {
        get
        {
            lock (_gate)
                return [.. _informational];
        }
    }

    /// <summary>The requests that the endpoint has promised to answer unasked (RFC 9113 §8.4), in their order: path and query. Their responses are refused.</summary>
    public IReadOnlyList<string> Pushes
    {
        get
        {
            lock (_gate)
                return [.. _pushes];
        }
    }

    internal StreamId Id { get; set; }

    /// <summary>Runs a function once, for this request, and waits for its whole response.</summary>
    /// <param name="endpoint">Answers the exchange.</param>
    /// <param name="request">The request.</param>
    /// <param name="template">The route, where the function reads what it captures: such as <c>/orders/{id}</c>. Any request is taken without one.</param>
    /// <exception cref="StreamAbortedException">The endpoint reset the stream; <see cref="StreamAbortedException.PeerReset"/> has its code.</exception>
    /// <exception cref="TimeoutException">There was no whole response within <see cref="Patience"/>.</exception>
    public static Task<TestResponse> RunAsync(Func<Exchange, Task> endpoint, TestRequest request, string? template = null) =>
        RunAsync(e => _ = template is null ? e.MapAll(endpoint) : e.Map(request.Method, template, endpoint), request);

    /// <inheritdoc cref="RunAsync(Func{Exchange, Task}, TestRequest, string?)"/>
    public static Task<TestResponse> RunAsync(Action<Exchange> endpoint, TestRequest request, string? template = null) =>
        RunAsync(e => _ = template is null ? e.MapAll(endpoint) : e.Map(request.Method, template, endpoint), request);

    /// <inheritdoc cref="RunAsync(Func{Exchange, Task}, TestRequest, string?)"/>
    [OverloadResolutionPriority(1)]
    public static Task<TestResponse> RunAsync(Func<Request, Response> endpoint, TestRequest request, string? template = null) =>
        RunAsync(e => _ = template is null ? e.MapAll(endpoint) : e.Map(request.Method, template, endpoint), request);

    /// <inheritdoc cref="RunAsync(Func{Exchange, Task}, TestRequest, string?)"/>
    [OverloadResolutionPriority(2)]
    public static Task<TestResponse> RunAsync(Func<Request, Task<Response>> endpoint, TestRequest request, string? template = null) =>
        RunAsync(e => _ = template is null ? e.MapAll(endpoint) : e.Map(request.Method, template, endpoint), request);

    /// <summary>Runs a flow once, for this request.</summary>
    /// <inheritdoc cref="RunAsync(Func{Exchange, Task}, TestRequest, string?)"/>
    public static Task<TestResponse> RunAsync<TMat>(Flow<Request, Response, TMat> endpoint, TestRequest request, string? template = null) =>
        RunAsync(e => e.MapFlow(template ?? "/{*any}", endpoint), request);

    /// <summary>Asks an actor once, in its own actor system.</summary>
    /// <param name="system">The actor's system.</param>
    /// <param name="endpoint">Replies a <see cref="Response"/> to a <see cref="Request"/>.</param>
    /// <param name="request">The request.</param>
    /// <param name="template">The route; see the other forms.</param>
    public static async Task<TestResponse> RunAsync(ActorSystem system, IActorRef endpoint, TestRequest request, string? template = null)
    {
        await using var probe = await EndpointProbe.StartAsync(e => _ = template is null ? e.MapAll(endpoint) : e.MapActor(template, endpoint), system).ConfigureAwait(false);
        return await probe.SendAsync(request).ConfigureAwait(false);
    }

    /// <summary>Sends a piece of the request's body; as much as the endpoint's window lets go, the rest when it reads.</summary>
    public Task WriteAsync(ReadOnlyMemory<byte> octets) => _connection.DoAsync(c => c.SendData(Id, octets.ToArray(), end: false));

    /// <summary>Ends the request.</summary>
    /// <param name="trailers">Fields behind its body; none if null.</param>
    public Task CompleteAsync(Headers? trailers = null) => _connection.DoAsync(c =>
    {
        if (trailers is { Count: > 0 })
            c.SendTrailers(Id, [.. trailers]);
        else
            c.SendData(Id, default, end: true);
    });

    /// <summary>Resets the stream, as a client does that wants no response any more.</summary>
    /// <param name="code">The code that the endpoint sees as <see cref="Exchange.PeerReset"/>.</param>
    public Task ResetAsync(ErrorCode code = ErrorCode.Cancel) => _connection.DoAsync(c => c.Reset(Id, code, "reset by the test"));

    /// <summary>Waits for the head of the response.</summary>
    /// <exception cref="StreamAbortedException">The endpoint reset the stream first.</exception>
    public Task<ResponseHead> HeadAsync() => _head.Task.WaitAsync(Patience);

    /// <summary>Waits for the next piece of the response's body; null at its end. What is not read takes the window of its writer.</summary>
    /// <exception cref="StreamAbortedException">The endpoint reset the stream.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync()
    {
        if (!await WaitToReadAsync().ConfigureAwait(false) || !_body.Reader.TryRead(out var piece))
            return null;

        await _connection.DoAsync(c => c.Consume(Id, piece.Length)).ConfigureAwait(false);
        return piece;
    }

    /// <summary>Waits for the whole response, or for what was not read of it.</summary>
    /// <exception cref="StreamAbortedException">The endpoint reset the stream; <see cref="StreamAbortedException.PeerReset"/> has its code.</exception>
    public async Task<TestResponse> ResponseAsync()
    {
        var head = await HeadAsync().ConfigureAwait(false);
        var body = new MemoryStream();
        while (await ReadAsync().ConfigureAwait(false) is { } piece)
            body.Write(piece.Span);
        return new TestResponse(head.Status, head.Headers, body.ToArray(), _trailers, Informational, Pushes);
    }

    internal void OnHead(ResponseHead head) => _head.TrySetResult(head);

    internal void OnInformational(ResponseHead head)
    {
        lock (_gate)
            _informational.Add(new Informational(head.Status, head.Headers));
    }

    internal void OnPromise(string path)
    {
        lock (_gate)
            _pushes.Add(path);
    }

    internal void OnData(ReadOnlyMemory<byte> octets) => _body.Writer.TryWrite(octets.ToArray());

    internal void OnEnd(Headers trailers)
    {
        _trailers = trailers;
        _body.Writer.TryComplete();
    }

    internal void OnAborted(StreamAbortedException cause)
    {
        _head.TrySetException(cause);
        _ = _head.Task.Exception; // observed, whether or not the test waits for it
        _body.Writer.TryComplete(cause);
    }

    private static async Task<TestResponse> RunAsync(Action<EndpointBuilder> endpoints, TestRequest request)
    {
        await using var probe = await EndpointProbe.StartAsync(endpoints).ConfigureAwait(false);
        return await probe.SendAsync(request).ConfigureAwait(false);
    }

    private async Task<bool> WaitToReadAsync() => await _body.Reader.WaitToReadAsync().AsTask().WaitAsync(Patience).ConfigureAwait(false);
}
