using System.Net;
using AkkaH2.Hpack;
using AkkaH2.Protocol;

namespace AkkaH2.Client.Http1;

/// <summary>Requests and responses as System.Net.Http has them.</summary>
internal static class Http1Messages
{
    /// <summary>The request of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="content">Its body; null if it has none.</param>
    /// <param name="upgradeSettings">The field HTTP2-Settings, with which it asks to go on in HTTP/2 (RFC 7540 §3.2); null if it does not ask.</param>
    public static HttpRequestMessage RequestOf(Call call, HttpContent? content, string? upgradeSettings)
    {
        var (method, authority, path) = (call.Head[0].Value, call.Head[2].Value, call.Head[3].Value);
        // The connection is there already, with TLS or without, so the scheme is only that of a connection in clear. The target goes as it is.
        var host = call.Origin.Host.Contains(':') ? $"[{call.Origin.Host}]" : call.Origin.Host;
        if (path == "*")
            throw new NotSupportedException($"{method} * cannot be sent in HTTP/1.1 by System.Net.Http");
        var target = new Uri($"http://{host}:{call.Origin.Port}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(new HttpMethod(method), target)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.Host = authority;
        foreach (var field in call.Head.AsSpan(OutgoingRequest.PseudoHeaderFields))
            Add(request, field);
        if (upgradeSettings is not null)
        {
            request.Headers.TryAddWithoutValidation("connection", "Upgrade, HTTP2-Settings");
            request.Headers.TryAddWithoutValidation("upgrade", "h2c");
            request.Headers.TryAddWithoutValidation("http2-settings", upgradeSettings);
        }

        return request;
    }

    /// <summary>The head of a response; fields of the connection itself are left out, as HTTP/2 has none (RFC 9113 §8.2.2).</summary>
    public static ResponseHead HeadOf(HttpResponseMessage response)
    {
        var fields = new Headers.Builder(16);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            if (name.ToUpperInvariant() is "CONNECTION" or "KEEP-ALIVE" or "PROXY-CONNECTION" or "TRANSFER-ENCODING" or "UPGRADE")
                continue;
            foreach (var value in values)
                fields.Add(name, value);
        }

        return new ResponseHead((int)response.StatusCode, fields.Build(), response.Content.Headers.ContentLength);
    }

    /// <summary>The trailers of a response whose body was read.</summary>
    public static Headers TrailersOf(HttpResponseMessage response)
    {
        var fields = new Headers.Builder(0);
        foreach (var (name, values) in response.TrailingHeaders.NonValidated)
        {
            foreach (var value in values)
                fields.Add(name, value);
        }

        return fields.Build();
    }

    private static void Add(HttpRequestMessage request, HeaderField field)
    {
        if (field.Name == "expect" && field.Value.Equals("100-continue", StringComparison.OrdinalIgnoreCase))
            request.Headers.ExpectContinue = true; // the handler waits for 100 (RFC 9110 §10.1.1)
        else if (field.Name is not "te" && !request.Headers.TryAddWithoutValidation(field.Name, field.Value))
            (request.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(field.Name, field.Value); // fields that describe the content
    }
}
