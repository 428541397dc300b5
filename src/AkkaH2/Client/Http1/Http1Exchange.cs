using System.Net;
using AkkaH2.Actors;
using AkkaH2.Protocol;
using AkkaH2.Transports;
using AkkaH2.Transports.Tls;
using AkkaH2.Wire;

namespace AkkaH2.Client.Http1;

/// <summary>One call over an HTTP/1.1 connection, by System.Net.Http. Its connection's actor gives it what the application writes and has read.</summary>
/// <param name="call">The call.</param>
/// <param name="stream">Tells the calls of a connection apart.</param>
/// <param name="transport">The connection.</param>
/// <param name="octets">The same, as System.Net.Http has it.</param>
/// <param name="window">Octets of the response's body that are held for the application.</param>
internal sealed class Http1Exchange(Call call, StreamId stream, ITransportConnection transport, Http1Octets octets, int window)
{
    private const int EarlyBody = 64 * 1024; // octets that are delivered with the head, at most

    private readonly CancellationTokenSource _stop = new();
    private readonly Http1Content? _content = call.Content is RequestContent.None ? null : new Http1Content(call);
    private readonly SemaphoreSlim _credit = new(0);
    private readonly long _before = octets.Written;
    private long _unread;

    public Call Call => call;

    public StreamId Stream => stream;

    /// <summary>True once anything of the request has gone out.</summary>
    public bool HasSent => octets.Written > _before;

    /// <summary>A piece of the request's body.</summary>
    public void Write(SendData piece) => _content?.Write(piece);

    /// <summary>The application took this many octets of the response's body.</summary>
    public void OnConsumed(int taken)
    {
        Interlocked.Add(ref _unread, -taken);
        _credit.Release();
    }

    /// <summary>Nobody waits for the response any more.</summary>
    public void Cancel() => _stop.Cancel();

    /// <summary>Sends the request and receives the response. Never fails.</summary>
    /// <param name="http">Speaks HTTP/1.1 on the connection.</param>
    /// <param name="upgradeSettings">The field HTTP2-Settings, with which the request asks to go on in HTTP/2; null if it does not ask.</param>
    public async Task<Http1Outcome> RunAsync(HttpMessageInvoker http, string? upgradeSettings)
    {
        try
        {
            using var request = Http1Messages.RequestOf(call, _content, upgradeSettings);
            var response = await http.SendAsync(request, _stop.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
                return await UpgradeAsync(response, upgradeSettings is not null).ConfigureAwait(false);
            using (response)
                return await ReceiveAsync(response).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            return new Http1Outcome(this, FailureOf(cause), null);
        }
    }

    private async Task<Http1Outcome> UpgradeAsync(HttpResponseMessage response, bool isAsked)
    {
        if (!isAsked)
            throw new HttpRequestException(HttpRequestError.InvalidResponse, "status 101, which was not asked for");
        var rest = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        return new Http1Outcome(this, null, new UpgradedConnection(transport, response, rest));
    }

    private async Task<Http1Outcome> ReceiveAsync(HttpResponseMessage response)
    {
        call.Version = response.Version;
        call.OnHead(Http1Messages.HeadOf(response));
        var body = await response.Content.ReadAsStreamAsync(_stop.Token).ConfigureAwait(false);
        var buffer = new byte[16 * 1024];
        var (isDelivered, early) = (false, 0);
        while (true)
        {
            var reading = body.ReadAsync(buffer, _stop.Token);
            if (!isDelivered && (!reading.IsCompleted || early >= EarlyBody))
            {
                isDelivered = true;
                call.Deliver();
            }

            var length = await reading.ConfigureAwait(false);
            if (length == 0)
                break;
            Interlocked.Add(ref _unread, length);
            early += length;
            call.OnData(buffer.AsMemory(0, length));
            while (isDelivered && Interlocked.Read(ref _unread) > window)
                await _credit.WaitAsync(_stop.Token).ConfigureAwait(false);
        }

        return new Http1Outcome(this, null, null) { Trailers = Http1Messages.TrailersOf(response), IsDelivered = isDelivered };
    }

    private static bool IsLoss(Exception cause) => (cause.InnerException ?? cause) is IOException or InvalidOperationException or OperationCanceledException;

    private CallFailure FailureOf(Exception cause)
    {
        var reason = (cause.InnerException ?? cause).Message;
        if (!octets.HasRead && TlsRefusal.Of(transport.Tls, cause) is { } refusal)
            return new CallFailure(StreamFault.None, reason, null, null, null) { TlsRefusal = refusal };
        if (!HasSent)
        {
            return IsLoss(cause)
                ? new CallFailure(StreamFault.NotProcessed, reason, null, null, null) { IsBodyUnsent = _content?.TryTakeBack() ?? true }
                : new CallFailure(StreamFault.None, reason, null, null, null) { IsImpossible = true }; // another connection would not take it either
        }

        var fault = cause switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } => StreamFault.Malformed,
            HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } => StreamFault.Malformed,
            HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } when call.AnnouncedResponse is not null => StreamFault.BodyTooShort,
            _ => StreamFault.None,
        };
        return new CallFailure(fault, reason, null, null, null);
    }
}

/// <summary>The end of an exchange.</summary>
/// <param name="Exchange">Which one.</param>
/// <param name="Failure">What went wrong; null if nothing did.</param>
/// <param name="Upgraded">The connection, where it goes on in HTTP/2 with the response to this call.</param>
internal sealed record Http1Outcome(Http1Exchange Exchange, CallFailure? Failure, ITransportConnection? Upgraded) : ILocalMessage
{
    /// <summary>The fields behind a response that came whole.</summary>
    public Headers Trailers { get; init; } = Headers.Empty;

    /// <summary>True if the application has the response's head already.</summary>
    public bool IsDelivered { get; init; }

    /// <summary>Ends the response. Its connection is free by then, so that the next request finds it so.</summary>
    public void Complete()
    {
        Exchange.Call.OnEnd(Trailers);
        if (!IsDelivered)
            Exchange.Call.Deliver();
        if (Exchange.Call.Writer is { IsComplete: false })
            Exchange.Call.StopWriting("answered before the request was complete");
    }
}
