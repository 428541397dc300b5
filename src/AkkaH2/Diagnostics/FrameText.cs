using System.Text;
using AkkaH2.Hpack;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Diagnostics;

/// <summary>A frame in one line, in the spelling of the RFC: type, stream, flags, and its fields decoded. Values that are secrets are left out.</summary>
internal static class FrameText
{
    /// <summary>Such as <c>HEADERS stream=1 END_STREAM :method: GET, :path: /, authorization: (hidden)</c>.</summary>
    public static string Of(Frame frame) => frame switch
    {
        FieldSection section => $"HEADERS stream={section.Stream}{(section.EndStream ? " END_STREAM" : "")}{Fields(section.Fields)}",
        PromiseSection promise => $"PUSH_PROMISE stream={promise.Stream} promised={promise.Promised}{Fields(promise.Fields)}",
        _ => LogText.Printable(frame.ToString()),
    };

    /// <summary>The same for one that is sent; null for an order to the compression, which is no frame.</summary>
    public static string? Of(in OutboundFrame frame) =>
        frame.Fields is { } fields ? Of(new FieldSection(frame.Stream, fields, frame.EndStream))
        : frame.Frame is { } other ? other is UncodedFrame and not (FieldSection or PromiseSection) ? null : Of(other)
        : Of(new DataFrame(frame.Stream, frame.Octets, frame.EndStream));

    /// <summary>A frame that is none (RFC 9113 §5.4).</summary>
    public static string Of(Http2Error error) => $"{error.Code.Name()}: {error.Detail}";

    private static string Fields(HeaderField[] fields)
    {
        var text = new StringBuilder();
        foreach (ref readonly var field in fields.AsSpan())
            text.Append(text.Length == 0 ? " " : ", ").Append(LogText.Printable(field.Name)).Append(": ").Append(IsSecret(field) ? "(hidden)" : LogText.Printable(field.Value));
        return text.ToString();
    }

    // RFC 7541 §7.1.3: whoever sent a field as never indexed said that it is one.
    private static bool IsSecret(in HeaderField field) =>
        field.NeverIndexed || field.Name is "authorization" or "proxy-authorization" or "cookie" or "set-cookie";
}
