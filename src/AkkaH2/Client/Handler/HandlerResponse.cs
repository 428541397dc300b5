using System.Net;
using System.Net.Http.Headers;

namespace AkkaH2.Client.Handler;

/// <summary>A <see cref="Response"/> as an <see cref="HttpResponseMessage"/>.</summary>
internal static class HandlerResponse
{
    public static HttpResponseMessage From(Response response, HttpRequestMessage request)
    {
        var message = new HttpResponseMessage((HttpStatusCode)response.Status) { Version = response.Version ?? HttpVersion.Version20, RequestMessage = request };
        message.Content = response.Body.Reader is { } reader
            ? new HandlerContent(new HandlerBody(reader, trailers => AddTo(message.TrailingHeaders, trailers)))
            : new ReadOnlyMemoryContent(response.Body.Octets);
        foreach (var field in response.Headers)
        {
            // A field that describes the content is refused by the others.
            if (!message.Headers.TryAddWithoutValidation(field.Name, field.Value))
                message.Content.Headers.TryAddWithoutValidation(field.Name, field.Value);
        }

        if (response.Body.Reader is null)
            AddTo(message.TrailingHeaders, response.Trailers); // else its end brings them, and may have come meanwhile
        return message;
    }

    private static void AddTo(HttpHeaders headers, Headers fields)
    {
        foreach (var field in fields)
            headers.TryAddWithoutValidation(field.Name, field.Value);
    }
}
