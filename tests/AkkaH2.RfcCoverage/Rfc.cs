namespace AkkaH2.RfcCoverage;

/// <summary>A section of an RFC; the remark says why nothing may be expected about it.</summary>
public sealed record Section(string Number, string Title, string? Remark);

/// <summary>An RFC that this project keeps to, with its table of contents.</summary>
public sealed record Rfc(string Number, string Title, IReadOnlyList<Section> Sections)
{
    public static IReadOnlyList<Rfc> All { get; } =
    [
        Read("9113", "HTTP/2", Contents.Http2),
        Read("7541", "HPACK", Contents.Hpack),
        Read("9218", "Extensible Prioritization Scheme for HTTP", Contents.Priorities),
        Read("8441", "Bootstrapping WebSockets with HTTP/2", Contents.WebSockets),
    ];

    /// <summary>Are there sections below this one?</summary>
    public bool IsHeading(Section section) => Sections.Any(x => x.Number.StartsWith($"{section.Number}.", StringComparison.Ordinal));

    /// <summary>One section a line: its number, its title and, behind a bar, a remark.</summary>
    private static Rfc Read(string number, string title, string contents) => new(number, title, [.. contents.Split('\n').Select(Read)]);

    private static Section Read(string line)
    {
        var (text, remark) = line.Split(" | ") is [var before, var after] ? (before, after) : (line, null);
        var space = text.IndexOf(' ');
        return new Section(text[..space], text[(space + 1)..], remark);
    }
}
