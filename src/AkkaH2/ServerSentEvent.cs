using System.Text;

namespace AkkaH2;

/// <summary>One event of a <c>text/event-stream</c>, as browsers read it by EventSource.</summary>
/// <param name="Data">Any text; each of its lines is a line of the event.</param>
public sealed record ServerSentEvent(string Data)
{
    /// <summary>The id that a client sends as <c>last-event-id</c> when it connects again; without line breaks. None if null.</summary>
    public string? Id { get; init; }

    /// <summary>The type; without line breaks. <c>message</c> if null.</summary>
    public string? Event { get; init; }

    /// <summary>How long the client waits before it connects again; as it likes if null.</summary>
    public TimeSpan? Retry { get; init; }

    /// <summary>As on the wire.</summary>
    /// <exception cref="ArgumentException">The id or the type has a line break.</exception>
    internal byte[] ToOctets()
    {
        var text = new StringBuilder();
        Field(text, "id", Id);
        Field(text, "event", Event);
        if (Retry is { } retry)
            text.Append("retry: ").Append((long)retry.TotalMilliseconds).Append('\n');
        foreach (var line in Data.ReplaceLineEndings("\n").Split('\n'))
            text.Append("data: ").Append(line).Append('\n');
        return Encoding.UTF8.GetBytes(text.Append('\n').ToString());
    }

    private static void Field(StringBuilder text, string name, string? value)
    {
        if (value is null)
            return;
        if (value.AsSpan().IndexOfAny('\r', '\n') >= 0)
            throw new ArgumentException($"The {name} of an event has a line break.");
        text.Append(name).Append(": ").Append(value).Append('\n');
    }
}
