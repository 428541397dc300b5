using Akka.Actor;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>Errors of the peer, judged; and requests that no endpoint answers: by the application's error handler, if there is one, on a StreamActor, else by the defaults, here.</summary>
internal sealed partial class ConnectionActor
{
    /// <summary>RFC 9113 §5.4: the only place where an error becomes GOAWAY or RST_STREAM.</summary>
    private void Judge(Http2Error error)
    {
        switch (error)
        {
            // RFC 9113 §6.4: an idle stream cannot be reset, so its error is one of the connection.
            case Http2Error.OnStream stream when _streams.IsIdle(stream.Stream): GoAway(stream.Code, stream.Detail); break;
            // RFC 9113 §5.4.2: a stream is reset once; what was on its way to it may be wrong too.
            case Http2Error.OnStream stream when _streams.IsResetByUs(stream.Stream, Now): ChargeReset(); break;
            case Http2Error.OnStream stream:
                Reset(stream.Stream, stream.Code, stream.Detail);
                ChargeReset();
                break;
            case Http2Error.OnConnection connection: GoAway(connection.Code, connection.Detail); break;
        }
    }

    /// <summary>Of a request that is none, or that there is no room for.</summary>
    private void OnError(FieldSection section, RequestError error)
    {
        if (MayRender)
            Render(Open(section), error, Preview(section));
        else if (error.DefaultAnswer is { } answer)
            Answer(Open(section), error.Fields[":method"] ?? "", answer, error.CodeOfRest);
        else
            Reset(section.Stream, error.Code, error.Detail);
        Charge(section, error);
    }

    // RFC 9113 §8.1.1, §10.5: what makes us reset a stream, or refuse one, costs its peer the same as if it had reset it.
    private void Charge(FieldSection section, RequestError error)
    {
        if (error.Kind == RequestErrorKind.Malformed)
            ChargeReset();
        else if (error.Kind == RequestErrorKind.TooManyStreams)
            ChargeOddity(section);
    }

    // A handler costs a slot like any endpoint. It may answer one stream too many, but not any number of them.
    private bool MayRender =>
        _exchanges.Errors.HasHandler
        && _streams.Peers + _slots.Abandoned < 2 * MaxStreams && _slots.Busy < 2 * MaxStreams;

    private void Render(LiveStream stream, RequestError error, Request request)
    {
        stream.WorkEnded = false;
        stream.Body = null;
        stream.Exchange = new Exchange(stream.Id, request, _exchanges) { Error = error };
        _slots.Assign(stream.Exchange);
    }

    // What a handler's answer has to know, and the log to say, of a request that may be anything.
    private static Request Preview(FieldSection section)
    {
        var fields = new Headers(section.Fields, 0);
        return new Request(new RequestHead(fields[":method"] ?? "", fields[":scheme"] ?? "", fields[":authority"] ?? "", fields[":path"] ?? "", fields, null), RequestBody.Empty);
    }

    private void OnStreamActorStopped(IActorRef actor)
    {
        if (_slots.Lost(actor) is not { } exchange || _streams.Find(exchange.Id) is not { } stream)
            return;

        stream.WorkEnded = true;
        exchange.Abort("the endpoint failed");
        if (stream.Outbox.HasEnded)
            ResetUnreadRequest(stream); // the response is whole, whatever failed after it
        else
            OnEndpointFailed(stream, exchange);
        RequestFlush();
    }

    // The response has not begun: it is 500. It has: only RST_STREAM says that it is not whole (RFC 9113 §5.4.2).
    private void OnEndpointFailed(LiveStream stream, Exchange exchange)
    {
        var error = new RequestError(RequestErrorKind.EndpointFailed, ErrorCode.InternalError, "the endpoint failed")
        {
            Request = exchange.Request,
            Fields = exchange.Request.Headers,
            Cause = exchange.Failure,
        };
        if (stream.Outbox.HasBegun || exchange.Error is not null)
            Reset(stream.Id, error.Code, error.Detail);
        else if (MayRender)
            Render(stream, error, exchange.Request);
        else
            Answer(stream, exchange.Request.Method, error.DefaultAnswer!, error.CodeOfRest);
    }

    private void Answer(LiveStream stream, string method, Response response, ErrorCode codeOfRest)
    {
        stream.WorkEnded = true;
        stream.RefusesRest = codeOfRest;
        stream.Body = null;
        stream.Outbox.Add(ResponseRules.Head(method, response.Status, response.Headers, response.Body.Length), end: false);
        stream.Outbox.Add(ResponseRules.HasBody(method, response.Status) ? response.Body : default, end: true);
        _send.Offer(stream);
    }
}
