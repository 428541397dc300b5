using System.Net.Http.Headers;

namespace AkkaH2.Diagnostics;

/// <summary>Answers with the live tree: JSON, or the page that shows it (RFC 9110 §12.5.1).</summary>
/// <param name="http2">Whose tree.</param>
/// <param name="showClientText">True to show what clients sent.</param>
internal sealed class ConnectionsEndpoint(Http2 http2, bool showClientText)
{
    private static readonly Headers OfJson = Headers.Of(
        ("content-type", "application/json"), ("cache-control", "no-store"), ("vary", "accept"), ("x-content-type-options", "nosniff"));

    /// <summary>Answers one request.</summary>
    public async Task<Response> AnswerAsync(Request request)
    {
        if (PrefersHtml(request.Headers))
            return ConnectionsPage.Response;
        if (ConnectionsRequest.Parse(request.Query, out var query) is { } fault)
            return Response.Text($"{fault}\n", 400);

        var seen = await http2.GetConnectionsAsync(query, request.Aborted).ConfigureAwait(false);
        var tree = new TreeJsonMaker(showClientText).Make(seen, query, DateTimeOffset.UtcNow);
        return Response.Json(tree, TreeJsonContext.Default.TreeJson) with { Headers = OfJson };
    }

    /// <summary>True where the client accepts text/html, and JSON less.</summary>
    internal static bool PrefersHtml(Headers fields)
    {
        var accepted = fields.All("accept").SelectMany(value => value.Split(',')).Select(Parse).OfType<MediaTypeWithQualityHeaderValue>().ToArray();
        return QualityOf("text/html") is > 0 and var html && html >= QualityOf("application/json");

        double QualityOf(string type) => accepted.Where(range => string.Equals(range.MediaType, type, StringComparison.OrdinalIgnoreCase)).Max(range => (double?)(range.Quality ?? 1)) ?? 0;
    }

    private static MediaTypeWithQualityHeaderValue? Parse(string range) => MediaTypeWithQualityHeaderValue.TryParse(range, out var parsed) ? parsed : null;
}
