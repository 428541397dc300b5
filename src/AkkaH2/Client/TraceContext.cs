using System.Diagnostics;
using AkkaH2.Hpack;
using AkkaH2.Protocol;

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
            var field = new HeaderField(name, value);
            // What may not stand in a message is left out: the propagator may be anybody's, and no request, nor its connection, fails for a trace.
            if (!head.Any(own => own.Name == name) && FieldRules.CheckSent([field]) is null)
                (added ??= []).Add(field);
        });
        return added is null ? head : [.. head, .. added];
    }
}
