using System.Diagnostics;
using AkkaH2.Hpack;

namespace AkkaH2.Client;

/// <summary>Tells a server the span that a request is sent in: W3C Trace Context, or what the process has chosen in its place.</summary>
internal static class TraceContext
{
    /// <summary>The fields with <c>traceparent</c>, <c>tracestate</c> and <c>baggage</c>; as they are if there is no span. Those that the application has set stay.</summary>
    /// <param name="head">The fields of a request.</param>
    /// <param name="span">The span.</param>
    public static HeaderField[] Add(HeaderField[] head, Activity? span)
    {
        if (span is null)
            return head;

        List<HeaderField>? added = null;
        DistributedContextPropagator.Current.Inject(span, head, (_, name, value) =>
        {
            // RFC 9113 §8.2.1: names are in lower case.
            name = name.ToLowerInvariant();
            if (!head.Any(field => field.Name == name))
                (added ??= []).Add(new HeaderField(name, value));
        });
        return added is null ? head : [.. head, .. added];
    }
}
