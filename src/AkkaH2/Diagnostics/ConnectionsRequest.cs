using System.Globalization;
using System.Web;

namespace AkkaH2.Diagnostics;

/// <summary>Reads the query of a request for the live tree: <c>?search=10.1.&amp;order=octets&amp;offset=100&amp;limit=50&amp;streams=20&amp;of=ID&amp;of=ID</c>.</summary>
internal static class ConnectionsRequest
{
    /// <summary>The query; the fault in one sentence if there is one.</summary>
    public static string? Parse(string text, out ConnectionQuery query)
    {
        query = new ConnectionQuery();
        var given = HttpUtility.ParseQueryString(text);
        foreach (var name in given.AllKeys)
        {
            if (Apply(ref query, name ?? "", given.GetValues(name) ?? []) is { } fault)
                return fault;
        }

        return null;
    }

    private static string? Apply(ref ConnectionQuery query, string name, string[] values)
    {
        var value = values[^1];
        switch (name)
        {
            case "search": query = query with { Search = value }; return null;
            case "order" when OrderOf(value) is { } order: query = query with { Order = order }; return null;
            case "order": return "order must be oldest, newest, streams, octets or requests.";
            case "offset" when NumberOf(value, 0, int.MaxValue) is { } offset: query = query with { Offset = offset }; return null;
            case "offset": return $"offset must be a number from 0 to {int.MaxValue}.";
            case "limit" when NumberOf(value, 1, ConnectionQuery.MostConnections) is { } limit: query = query with { Limit = limit }; return null;
            case "limit": return $"limit must be a number from 1 to {ConnectionQuery.MostConnections}.";
            case "streams" when NumberOf(value, 0, ConnectionQuery.MostStreams) is { } streams: query = query with { Streams = streams }; return null;
            case "streams": return $"streams must be a number from 0 to {ConnectionQuery.MostStreams}.";
            case "of": query = query with { StreamsOf = values.ToHashSet() }; return null;
            default: return "The query has a parameter that is none of search, order, offset, limit, streams and of.";
        }
    }

    private static ConnectionOrder? OrderOf(string name) => name switch
    {
        "oldest" => ConnectionOrder.Oldest,
        "newest" => ConnectionOrder.Newest,
        "streams" => ConnectionOrder.Streams,
        "octets" => ConnectionOrder.Octets,
        "requests" => ConnectionOrder.Requests,
        _ => null,
    };

    private static int? NumberOf(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;
}
