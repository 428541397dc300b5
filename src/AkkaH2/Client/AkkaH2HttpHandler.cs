using Akka.Actor;
using AkkaH2.Client.Handler;
using AkkaH2.Configuration;

namespace AkkaH2.Client;

/// <summary>
/// <see cref="HttpClient"/> over the clients of an actor system, and so all that is built on it: <c>new HttpClient(new AkkaH2HttpHandler(system))</c>. It has
/// one <see cref="Http2Client"/> for each origin that it is asked for, up to <see cref="MaxOrigins"/> of them.
/// <para>
/// It speaks HTTP/2: set <see cref="HttpClient.DefaultRequestVersion"/> to 2.0. Request and response bodies are streamed, in both directions at once where the
/// server answers early; trailers are in <see cref="HttpResponseMessage.TrailingHeaders"/> when the body was read to its end. Redirects, cookies, decompression,
/// credentials and proxies are not its business. The synchronous <see cref="HttpClient.Send(HttpRequestMessage)"/> is not supported.
/// </para>
/// </summary>
public sealed class AkkaH2HttpHandler : HttpMessageHandler
{
    private readonly HandlerClients _clients;
    private readonly int _maxOrigins = 100;

    /// <summary>A handler with clients of its own.</summary>
    /// <param name="system">Where their actors live.</param>
    /// <param name="settings">
    /// How they behave. If null, <c>akka.h2.client</c> without its times for the head and the whole of a response: <see cref="HttpClient.Timeout"/> and
    /// cancellation stand for them; and HTTP/2 only, as requests ask for. With other settings <see cref="HttpResponseMessage.Version"/> says what was spoken.
    /// </param>
    public AkkaH2HttpHandler(ActorSystem system, ClientSettings? settings = null)
    {
        settings ??= system.Http2().Settings.Client with
        {
            Protocol = ClientProtocol.PriorKnowledge,
            HeadTimeout = Timeout.InfiniteTimeSpan,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _clients = new HandlerClients(to => system.Http2().Client(to.ToString(), settings));
    }

    /// <summary>
    /// How many clients it keeps, 100 unless set: one more origin ends the client that was not asked for the longest time, unless requests of it wait for their
    /// response. What is being read of it comes to its end.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int MaxOrigins
    {
        get => _maxOrigins;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _maxOrigins = value;
        }
    }

    /// <summary>How one request differs from the others: <c>request.Options.Set(AkkaH2HttpHandler.CallOptions, new CallOptions { RetryLost = true })</c>.</summary>
    public static HttpRequestOptionsKey<CallOptions> CallOptions { get; } = new("AkkaH2.CallOptions");

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">There is no response. Its inner exception is an <see cref="Http2ClientException"/> or has one.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var lease = _clients.Rent(HandlerRequest.OriginOf(request), MaxOrigins);
        try
        {
            var options = request.Options.TryGetValue(CallOptions, out var own) ? own : Client.CallOptions.Default;
            var outgoing = await HandlerRequest.FromAsync(request, cancellationToken).ConfigureAwait(false);
            var response = await lease.Client.SendAsync(outgoing, options, cancellationToken).ConfigureAwait(false);
            return HandlerResponse.From(response, request);
        }
        catch (Http2ClientException error)
        {
            throw HandlerError.OfRequest(error);
        }
        catch (ArgumentException error)
        {
            throw new HttpRequestException(HttpRequestError.Unknown, error.Message, error);
        }
    }

    /// <summary>Its clients take no more requests, and end when those that are open have.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _clients.Close();
        base.Dispose(disposing);
    }
}
