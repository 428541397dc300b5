using System.CommandLine;
using AkkaH2.PeerBench.Measurements;
using AkkaH2.PeerBench.Processes;
using AkkaH2.PeerBench.Results;

namespace AkkaH2.PeerBench.Commands;

/// <summary>Options of several commands.</summary>
internal static class CommonOptions
{
    public static readonly Option<string[]> Transport = new Option<string[]>("--transport")
    {
        Description = "Showcase's transports, a server each; requirements hold for the one named first.",
        DefaultValueFactory = _ => ["akka-io", "sockets"],
        AllowMultipleArgumentsPerToken = true,
    }.AcceptOnlyFromAmong("akka-io", "sockets");

    public static readonly Option<string?> Showcase = new("--showcase") { Description = "Showcase.dll; the Release build of this tree unless given." };

    public static readonly Option<string?> Before = new("--before")
    {
        Description = "Showcase.dll of another build, to compare two states of this tree: it takes part as 'before', so a bound can be 8x100/before:cpu<=1.02.",
    };

    public static readonly Option<FileInfo> Config = new Option<FileInfo>("--config") { Description = "A HOCON file for Showcase; by default one with the limits that the cases need." }
        .AcceptExistingOnly();

    public static readonly Option<int> Rounds = new Option<int>("--rounds") { Description = "Measured rounds a case.", DefaultValueFactory = _ => 5 }.AtLeast(1);

    public static readonly Option<int> WarmUps = new Option<int>("--warm-ups") { Description = "Rounds before them that do not count.", DefaultValueFactory = _ => 2 }.AtLeast(0);

    public static readonly Option<double> Scale = new("--scale") { Description = "Factor on each case's requests, connections or time.", DefaultValueFactory = _ => 1 };

    public static readonly Option<FileInfo?> Json = new("--json") { Description = "A file for all rounds and medians." };

    public static readonly Option<string[]> Require = new Option<string[]>("--require")
    {
        Description = "A bound on a ratio: ours over Kestrel's (8x100:cpu<=0.8), over another server's (8x100/nghttpd:cpu<=1), "
            + "or over ours in another case (counter/8x100:cpu<=1.3); with a unit, on our figure itself (allocated:octets<=400B). "
            + $"Figures: {string.Join(", ", Figure.All.Select(figure => $"{figure.Key} ({figure.Unit})"))}.",
        AllowMultipleArgumentsPerToken = true,
    }.Checked(Requirement.Parse);

    /// <summary>An option whose value may not be smaller.</summary>
    public static Option<int> AtLeast(this Option<int> option, int least)
    {
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && value < least)
                result.AddError($"{option.Name} has to be at least {least}, but is {value}");
        });
        return option;
    }

    /// <summary>What every command that measures takes.</summary>
    public static Command With(this Command command, params IEnumerable<Option> options)
    {
        foreach (var option in (IEnumerable<Option>)[Transport, .. options, Showcase, Before, Config, Json, Require])
            command.Options.Add(option);
        return command;
    }

    public static ServerOptions Server(ParseResult parsed) => new(
        [.. parsed.GetValue(Transport)!.Distinct()],
        parsed.GetValue(Showcase) ?? Programs.Sample("Showcase", "Release"),
        parsed.GetValue(Config)?.FullName,
        parsed.GetValue(Before));

    public static Rounds RoundsOf(ParseResult parsed) => new(parsed.GetValue(Rounds), parsed.GetValue(WarmUps), Console.Error);

    // A typing error is reported before minutes of measuring, not after.
    private static Option<string[]> Checked(this Option<string[]> option, Func<string, object> parse)
    {
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                try
                {
                    parse(token.Value);
                }
                catch (FormatException error)
                {
                    result.AddError(error.Message);
                }
            }
        });
        return option;
    }

    /// <exception cref="InvalidOperationException">The load generator is missing.</exception>
    public static void RequireH2Load()
    {
        if (!ToolProcess.IsInstalled("h2load"))
            throw new InvalidOperationException("h2load is not on PATH (Debian package nghttp2-client)");
    }
}
