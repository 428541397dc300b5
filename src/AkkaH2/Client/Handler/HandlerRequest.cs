using System.Net;
using System.Net.Http.Headers;

namespace AkkaH2.Client.Handler;

/// <summary>An <see cref="HttpRequestMessage"/> as a <see cref="Request"/>.</summary>
internal static class HandlerRequest
{
    private const long MostOctets = 1024 * 1024; // that are copied as a whole, so that they can be sent again

    /// <summary>Where the request goes.</summary>
    /// <exception cref="HttpRequestException">It may not go there in HTTP/2.</exception>
    public static Origin OriginOf(HttpRequestMessage request)
    {
        if (!MaySpeakHttp2(request.Version, request.VersionPolicy))
        {
            throw new HttpRequestException(
                HttpRequestError.VersionNegotiationError,
                $"AkkaH2HttpHandler speaks HTTP/2, but the request asks for HTTP/{request.Version} ({request.VersionPolicy}): set its version, or HttpClient.DefaultRequestVersion, to 2.0.");
        }

        // RFC 8441 §4: what HttpClient calls the protocol of an extended CONNECT.
        if (request.Headers.Protocol is { } protocol)
            throw new HttpRequestException(HttpRequestError.ExtendedConnectNotSupported, $"AkkaH2HttpHandler does not open tunnels, so none for {protocol} either.");

        if (request.RequestUri is not { IsAbsoluteUri: true, Scheme: "http" or "https" } uri)
            throw new NotSupportedException($"AkkaH2HttpHandler takes absolute http and https URLs, but not \"{request.RequestUri}\".");
        return Origin.Of(uri);
    }

    /// <summary>The request, its body as it is to be sent.</summary>
    public static async ValueTask<Request> FromAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var content = request.Content is { } body ? await ContentOf(body, waits: request.Headers.ExpectContinue == true, cancellation).ConfigureAwait(false) : RequestContent.None.Instance;
        return Request.To(request.Headers.Host ?? "", request.Method.Method, request.RequestUri!.PathAndQuery, FieldsOf(request), content);
    }

    // HTTP/2 is what is asked for, or lies on the allowed side of it.
    private static bool MaySpeakHttp2(Version version, HttpVersionPolicy policy) => version.CompareTo(HttpVersion.Version20) switch
    {
        0 => true,
        < 0 => policy == HttpVersionPolicy.RequestVersionOrHigher,
        > 0 => policy == HttpVersionPolicy.RequestVersionOrLower,
    };

    // What is in memory can be sent again, so it goes as octets, if they are not too many to be copied. The rest is written once.
    private static async ValueTask<RequestContent> ContentOf(HttpContent body, bool waits, CancellationToken cancellation) =>
        body is ByteArrayContent or ReadOnlyMemoryContent && body.Headers.ContentLength <= MostOctets && !waits
            ? new RequestContent.Octets(await body.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false))
            : new RequestContent.Written((writer, unwanted) => body.CopyToAsync(writer.AsStream(), unwanted));

    private static Headers FieldsOf(HttpRequestMessage request)
    {
        _ = request.Content?.Headers.ContentLength; // a length that is known becomes a field when it is asked for
        var fields = new Headers.Builder(8);
        Add(fields, request.Headers.NonValidated);
        if (request.Content is { } content)
            Add(fields, content.Headers.NonValidated);
        return fields.Build();
    }

    private static void Add(Headers.Builder fields, HttpHeadersNonValidated headers)
    {
        foreach (var (name, values) in headers)
        {
            if (!IsOfHttp1(name))
                fields.Add(name, values.ToString());
        }
    }

    // RFC 9113 §8.2.2, §8.3.1: what belongs to a connection has no place here, and the host is the authority.
    private static bool IsOfHttp1(string name) => name.ToUpperInvariant() is "CONNECTION" or "KEEP-ALIVE" or "PROXY-CONNECTION" or "TRANSFER-ENCODING" or "UPGRADE" or "HOST";
}
