using System.Globalization;

namespace AkkaH2.Endpoints;

/// <summary>The content codings that a client takes (RFC 9110 §12.5.3), with their weights.</summary>
internal static class AcceptedCodings
{
    private const string Identity = "identity";

    /// <summary>Of the codings that we have, the one that the client likes best; of two that it likes equally, our first. Null where it likes none better than none.</summary>
    /// <param name="request">The fields of the request.</param>
    /// <param name="ours">The names of our codings.</param>
    public static string? Best(Headers request, IReadOnlyList<string> ours)
    {
        var weights = Read(request);
        if (weights.Count == 0)
            return null;

        var (best, most) = ((string?)null, weights.GetValueOrDefault(Identity, 0));
        foreach (var coding in ours)
        {
            var weight = weights.TryGetValue(coding, out var named) ? named : weights.GetValueOrDefault("*", 0);
            if (weight > 0 && (weight > most || (best is null && weight >= most)))
                (best, most) = (coding, weight);
        }

        return best;
    }

    private static Dictionary<string, double> Read(Headers request)
    {
        var weights = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in request.All("accept-encoding").SelectMany(list => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            var parts = item.Split(';', 2, StringSplitOptions.TrimEntries);
            // RFC 9110 §8.4.1.3: x-gzip is gzip.
            var name = parts[0].Equals("x-gzip", StringComparison.OrdinalIgnoreCase) ? "gzip" : parts[0];
            weights.TryAdd(name, parts.Length == 1 ? 1 : Weight(parts[1]));
        }

        return weights;
    }

    // RFC 9110 §12.4.2: from 0 to 1. What is no weight refuses.
    private static double Weight(string text) =>
        text is ['q' or 'Q', '=', .. var number] && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight) && weight <= 1 ? weight : 0;
}
