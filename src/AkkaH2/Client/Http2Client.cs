using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Akka.Actor;
using AkkaH2.Actors;
using AkkaH2.Configuration;
using AkkaH2.Diagnostics;
using AkkaH2.Hpack;
using AkkaH2.Protocol;
using AkkaH2.Protocol.Priorities;
using AkkaH2.Wire;

namespace AkkaH2.Client;

/// <summary>
/// A client of one origin: as many connections as it takes, each supervised, lost ones replaced. May be used from any thread; made once and kept, since its
/// connections are its own. <c>system.Http2().Client("http://example.com:8080")</c>
/// </summary>
public sealed partial class Http2Client : IAsyncDisposable
{
    private readonly Task<IActorRef?> _actor; // null if the actor system has terminated
    private readonly ClientSetup _setup;
    private readonly CancellationTokenSource _gone = new();

    internal Http2Client(Task<IActorRef?> actor, ClientSetup setup)
    {
        (_actor, _setup) = (actor, setup);
        _ = WatchAsync();
    }

    /// <summary>Where its requests go: <c>http://example.com:8080</c>.</summary>
    public string Origin => _setup.Origin.ToString();

    /// <summary>How often a request was sent again, without its caller noticing, because the server did not act on it or <see cref="CallOptions.RetryLost"/> allows it.</summary>
    public long Resent => _setup.Resent;

    /// <summary>Its settings.</summary>
    public ClientSettings Settings => _setup.Client;

    /// <summary>
    /// Sends a request and waits for the head of its response; a short response is complete then. Read its body to the end, or dispose the response: until
    /// then its stream is open. One that is neither read nor disposed is given up when the garbage collector finds it.
    /// </summary>
    /// <param name="request">Made by <see cref="Request.Get"/> and its like; or one that an endpoint received, which is sent on.</param>
    /// <param name="cancellation">Gives the request up until it has its response: RST_STREAM(CANCEL) tells the server.</param>
    /// <exception cref="Http2ClientException">There is no response; the exception says why, and whether the server may have acted on the request.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled by <paramref name="cancellation"/>.</exception>
    /// <exception cref="ArgumentException">It is no valid request (RFC 9113 §8.3.1), or a field may not stand in HTTP/2.</exception>
    public Task<Response> SendAsync(Request request, CancellationToken cancellation = default) => SendAsync(request, CallOptions.Default, cancellation);

    /// <inheritdoc cref="SendAsync(Request, CancellationToken)"/>
    /// <param name="request">Made by <see cref="Request.Get"/> and its like; or one that an endpoint received, which is sent on.</param>
    /// <param name="options">Times of its own, informational responses.</param>
    /// <param name="cancellation">Gives the request up until it has its response: RST_STREAM(CANCEL) tells the server.</param>
    public async Task<Response> SendAsync(Request request, CallOptions options, CancellationToken cancellation = default)
    {
        CallTelemetry? telemetry = null;
        Call? call = null;
        try
        {
            cancellation.ThrowIfCancellationRequested();
            var actor = await _actor.WaitAsync(cancellation).ConfigureAwait(false) ?? ActorRefs.Nobody;
            telemetry = CallTelemetry.Begin(_setup.Origin, request);
            call = NewCall(request, options, actor);
            var answer = call.Response;
            actor.Tell(call, ActorRefs.NoSender);
            if (call.Content is RequestContent.Written written)
                _ = call.WriteAsync(written);

            await using var gone = _gone.Token.UnsafeRegister(static state => OnGone((Call)state!), call).ConfigureAwait(false);
            await using var cancelled = cancellation.UnsafeRegister(
                static (state, token) => ((Call)state!).GiveUp(new OperationCanceledException(token)), call).ConfigureAwait(false);
            var response = await answer.ConfigureAwait(false);
            if (call.Informed is { } informed)
                response = await BehindAsync(informed, response, cancellation).ConfigureAwait(false);
            telemetry?.End(response);
            return response;
        }
        catch (Exception cause)
        {
            if (call is null)
                (request.Content as RequestContent.Written)?.GiveUp?.Invoke(); // else whoever writes the body does that
            telemetry?.End(cause);
            throw;
        }
    }

    /// <summary>The response, once the application has been told of what preceded it.</summary>
    private static async Task<Response> BehindAsync(Task<Exception?> informed, Response response, CancellationToken cancellation)
    {
        try
        {
            if (await informed.WaitAsync(cancellation).ConfigureAwait(false) is { } failure)
                ExceptionDispatchInfo.Throw(failure);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Sends the server a PING (RFC 9113 §6.7) on one of the open connections, and waits for the answer.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>The round trip; null if no HTTP/2 connection is open, or if it ended before the answer.</returns>
    /// <exception cref="Http2ClientException">The server has not answered within <see cref="ClientSettings.KeepAliveTimeout"/>. The connection stays open.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled by <paramref name="cancellation"/>.</exception>
    public async Task<TimeSpan?> PingAsync(CancellationToken cancellation = default)
    {
        var roundTrip = new TaskCompletionSource<TimeSpan?>(TaskCreationOptions.RunContinuationsAsynchronously);
        (await _actor.WaitAsync(cancellation).ConfigureAwait(false))?.Tell(new PingServer(roundTrip), ActorRefs.NoSender);
        await using var gone = _gone.Token.UnsafeRegister(static state => ((TaskCompletionSource<TimeSpan?>)state!).TrySetResult(null), roundTrip).ConfigureAwait(false);
        await using var cancelled = cancellation.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource<TimeSpan?>)state!).TrySetCanceled(token), roundTrip).ConfigureAwait(false);
        return await roundTrip.Task.ConfigureAwait(false);
    }

    /// <summary>The connections that are open now, with what the server announced on each.</summary>
    public async Task<IReadOnlyList<ClientConnection>> GetConnectionsAsync()
    {
        var connections = new TaskCompletionSource<IReadOnlyList<ClientConnection>>(TaskCreationOptions.RunContinuationsAsynchronously);
        (await _actor.ConfigureAwait(false))?.Tell(new ListConnections(connections), ActorRefs.NoSender);
        await using var gone = _gone.Token.UnsafeRegister(
            static state => ((TaskCompletionSource<IReadOnlyList<ClientConnection>>)state!).TrySetResult([]), connections).ConfigureAwait(false);
        return await connections.Task.ConfigureAwait(false);
    }

    /// <summary>
    /// The client as an actor to tell: send it a <see cref="ClientRequest"/>, and a <see cref="ClientResponse"/> or a <see cref="ClientFailure"/> comes back to
    /// the sender. Always the same one, for actors of this system: a response is no message for a network.
    /// </summary>
    /// <exception cref="OperationCanceledException">The client is closed.</exception>
    public async Task<IActorRef> GetActorAsync() => await _actor.ConfigureAwait(false) is { } actor
        ? await actor.Ask<IActorRef>(new OpenRequestActor(this), Timeout.InfiniteTimeSpan, _gone.Token).ConfigureAwait(false)
        : throw new OperationCanceledException("The client is closed.");

    /// <summary>
    /// Takes no more requests, tells the server (GOAWAY, RFC 9113 §6.8), waits for the open ones, and closes the connections. What is not done in time is cut off.
    /// </summary>
    /// <param name="timeout">How long open requests may take; <c>akka.h2.drain-timeout</c> if not given. With <see cref="TimeSpan.Zero"/> they are cut off at once.</param>
    /// <returns>True if everything ended by itself, false if the time ran out.</returns>
    public async Task<bool> TerminateAsync(TimeSpan? timeout = null)
    {
        if (await _actor.ConfigureAwait(false) is not { } actor)
            return true;

        var drain = timeout ?? _setup.Settings.DrainTimeout;
        // Akka.NET reads a time of zero as "for ever".
        var isDrained = drain != TimeSpan.Zero && await actor.GracefulStop(drain.OrForEver(), Drain.Instance).ConfigureAwait(false);
        if (!isDrained)
            await actor.GracefulStop(_setup.Settings.DrainTimeout.OrForEver(), PoisonPill.Instance).ConfigureAwait(false);
        if (_setup.Observer is { } observer)
            await observer.SeenAsync(_setup.Settings.DrainGrace).ConfigureAwait(false);
        return isDrained;
    }

    /// <summary>Takes no more requests, and closes when the open ones have ended, however long they take.</summary>
    internal async Task DrainAsync() => (await _actor.ConfigureAwait(false))?.Tell(Drain.Instance, ActorRefs.NoSender);

    /// <summary>As <see cref="TerminateAsync"/>.</summary>
    public async ValueTask DisposeAsync() => await TerminateAsync().ConfigureAwait(false);

    private static void OnGone(Call call) => call.Fail(new Http2ClientException(ClientErrorKind.Refused, call.Origin, "the client is closed")
    {
        Stream = call.Stream?.Value,
        MayHaveBeenProcessed = call.Stream is not null,
    });

    private Call NewCall(Request request, CallOptions options, IActorRef actor)
    {
        var content = request.Content ?? (request.Body == RequestBody.Empty ? RequestContent.None.Instance : RequestContent.From(request.Body));
        var head = OutgoingRequest.Head(request.Head, _setup.Origin.Scheme, _setup.Origin.Authority, (content as RequestContent.Octets)?.Memory.Length);
        // RFC 9113 §8.1.1: a content-length without a body is malformed.
        if (content is RequestContent.None && request.Headers["content-length"] is { } announced && announced.Trim('0').Length > 0)
            throw new ArgumentException($"The request's content-length is {LogText.Detail(announced)}, but it has no body.", nameof(request));
        if (options.Priority is { } priority && !request.Headers.Contains(PriorityField.Name))
            head = [.. head, new HeaderField(PriorityField.Name, priority.ToString())];
        head = TraceContext.Add(head, Activity.Current);
        ResponseRules.Check(request.SentTrailers);
        var settings = _setup.Client;
        var times = CallTimes.From(_setup.Clock(), settings.ConnectTimeout, options.HeadTimeout ?? settings.HeadTimeout, options.Timeout ?? settings.Timeout);
        var retriesLost = (options.RetryLost ?? settings.RetryLost) && OutgoingRequest.IsIdempotent(request.Method);
        if (content is RequestContent.Octets octets && OutgoingRequest.ExpectsContinue(head))
            content = new RequestContent.Written((writer, _) => writer.WriteAsync(octets.Memory).AsTask());
        return new Call(_setup.Origin, head, content, request.SentTrailers, options, times, retriesLost, actor);
    }

    // A message to an actor that has stopped is answered by nobody.
    private async Task WatchAsync()
    {
        if (await _actor.ConfigureAwait(false) is { } actor)
            await actor.WatchAsync().ConfigureAwait(false);
        await _gone.CancelAsync().ConfigureAwait(false);
    }
}
