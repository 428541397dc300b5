using System.Diagnostics;
using System.Text;
using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.TestKit;

/// <summary>All frames of a connection in columns: seconds, direction, type, stream, the rest.</summary>
internal sealed class FrameLog
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly StringBuilder _lines = new();

    public override string ToString()
    {
        lock (_lines) return _lines.ToString();
    }

    internal void Sent(Frame frame) => Add("->", frame, []);

    internal void Received(Frame frame, IReadOnlyList<HeaderField> fields) => Add("<-", frame, fields);

    internal void Note(string direction, string text)
    {
        lock (_lines) _lines.AppendLine($"{Time} {direction} {text}");
    }

    private string Time => $"{_clock.Elapsed.TotalSeconds,8:0.000}";

    private void Add(string direction, Frame frame, IReadOnlyList<HeaderField> fields)
    {
        var rest = frame.ToString().Split(' ', 3) is [_, _, var text] ? text : "";
        var decoded = string.Concat(fields.Select(field => $" {field.Name}={field.Value}"));
        Note(direction, $"{frame.Type.Name(),-15} {frame.Stream,5} {rest}{decoded}".TrimEnd());
    }
}
