using System.Security.Claims;
using Akka.Actor;
using AkkaH2.Actors;
using AkkaH2.Diagnostics;

namespace AkkaH2;

/// <content>What middleware does to an exchange, and how it calls the endpoint.</content>
public sealed partial class Exchange
{
    private Request _request;
    private Surroundings? _around; // once there is middleware

    /// <summary>
    /// The response will go through this function when it is begun, before anything of it has left: <c>x.OnResponding(r => r.With("x-frame-options", "DENY"))</c>.
    /// Of several, the one that was added last is first, so that the outermost middleware has the last word.
    /// <para>
    /// It sees what endpoints and middleware answer, in whatever form, but not what the server answers in their place (413, 500, 504). The body of a response that
    /// will be written piece by piece can be wrapped, but not replaced; a tunnel has none. One that is replaced is given up: its stream is disposed, and memory that was
    /// lent goes back, so what takes its place is not made of these.
    /// </para>
    /// </summary>
    /// <param name="change">Makes the response that goes out. It must not block; if it throws, the endpoint has failed.</param>
    /// <exception cref="InvalidOperationException">There is a response already.</exception>
    public void OnResponding(Func<Response, Response> change)
    {
        if (HasResponded)
            throw HasResponse();
        (_around ??= new Surroundings()).Changes.Push(change);
    }

    /// <summary>Who has sent the request, as middleware found out: <see cref="Request.User"/>.</summary>
    public ClaimsPrincipal? User
    {
        get => Request.User;
        set => Request.User = value;
    }

    /// <summary>The request as it came.</summary>
    internal Request Original => _around?.Original ?? _request;

    /// <summary>The call of the endpoint by middleware; null if there is none.</summary>
    internal Task? Inner => _around?.Inner;

    /// <summary>The actor that middleware has asked; null where an actor answers the connection itself.</summary>
    internal ActorWork? ActorWork => _around?.ActorWork;

    /// <summary>Calls the endpoint, as the innermost of the middleware. Done when its work has ended, and the response that it has begun is complete.</summary>
    /// <exception cref="InvalidOperationException">It is at work already.</exception>
    internal Task CallAsync(Endpoint endpoint)
    {
        var around = _around ??= new Surroundings();
        if (around.Inner is { IsCompleted: false })
            throw new InvalidOperationException($"The endpoint of {Request} is at work already: middleware called it twice.");

        return around.Inner = endpoint is Endpoint.Function function ? CallAsync(function) : AskAsync((Endpoint.Actor)endpoint, around);
    }

    /// <summary>Calls this once, when the work on the request has ended: also where somebody else answers in the end. It gets the status, and what went wrong.</summary>
    internal void OnEnded(RequestEnded ended)
    {
        var telemetry = Request.Telemetry ??= RequestTelemetry.BeginFor(Request, ProtocolVersion, RemoteEndPoint);
        telemetry.Ended += ended;
    }

    /// <summary>The actor that was asked has no more to do with it.</summary>
    internal void EndAsked()
    {
        if (ActorWork is { } work)
            work.End(null);
        else
            EndWork();
    }

    private async Task CallAsync(Endpoint.Function function)
    {
        await (function.Call(this) ?? throw new InvalidOperationException("The endpoint returned no task.")).ConfigureAwait(false);
        await CompleteAsync().ConfigureAwait(false);
    }

    private async Task AskAsync(Endpoint.Actor actor, Surroundings around)
    {
        var work = around.ActorWork = new ActorWork();
        Worker?.Actor.Tell(new AskActor(actor, this), ActorRefs.NoSender);
        if (IsAborted)
            work.End(null); // nobody may be left to hear that
        if (await work.Reply.ConfigureAwait(false) is { } response)
            Answer(response);
        await CompleteAsync().ConfigureAwait(false);
    }

    private void Answer(Response response)
    {
        if (IsAborted)
            response.Body.Abandon();
        else
            Respond(response);
    }

    private async Task CompleteAsync()
    {
        if (StreamedBody is { } body)
            await body.ConfigureAwait(false);
        if (!IsAborted)
            Writer?.End(null);
    }

    private void Replace(Request request)
    {
        if (request.Body != _request.Body || request.Content is not null)
            throw new ArgumentException($"{request} was not made of the exchange's own request: change that by With and Without.", nameof(request));

        (_around ??= new Surroundings()).Original ??= _request;
        _request = request;
    }

    // After an exception too, the response is the one whose body has an owner still.
    private void Change(ref Response response)
    {
        if (_around is not { } around || HasResponded)
            return;

        foreach (var change in around.Changes)
        {
            var before = response.Body;
            response = change(response);
            if (!response.Body.HasContentOf(before))
                before.Abandon();
        }

        // RFC 9110 §8.6: what comes out of the stream has another length.
        if (response.Body.Encode is not null)
            response = response with { Headers = response.Headers.Without("content-length") };
    }

    private (int Status, Headers Headers, Func<Stream, Stream>? Encode) ChangedHead(int status, Headers headers, ResponseBody body)
    {
        if (_around is not { Changes.Count: > 0 })
            return (status, headers, null);

        var response = new Response(status, headers, body);
        try
        {
            Change(ref response);
            return response.Body.HasContentOf(body)
                ? (response.Status, response.Headers, response.Body.Encode)
                : throw new InvalidOperationException($"The response to {Request} is written piece by piece, or is a tunnel: OnResponding cannot replace its body.");
        }
        catch
        {
            response.Body.Abandon();
            throw;
        }
    }

    /// <summary>What middleware has left here.</summary>
    private sealed class Surroundings
    {
        public Stack<Func<Response, Response>> Changes { get; } = new(1);

        public Request? Original { get; set; }

        public Task? Inner { get; set; }

        public ActorWork? ActorWork { get; set; }
    }
}
