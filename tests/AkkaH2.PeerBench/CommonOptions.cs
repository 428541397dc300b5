using System.CommandLine;
using AkkaH2.PeerBench.Processes;

namespace AkkaH2.PeerBench;

/// <summary>What all commands that measure take.</summary>
internal static class CommonOptions
{
    public static readonly Option<string> Transport = new("--transport")
    {
        Description = "Showcase's transport: akka-io or sockets.",
        DefaultValueFactory = _ => "akka-io",
    };

    public static readonly Option<string?> Showcase = new("--showcase") { Description = "Showcase.dll; the Release build of this tree unless given." };

    public static readonly Option<FileInfo> Config = new Option<FileInfo>("--config") { Description = "A HOCON file for Showcase; by default one with the limits that the cases need." }
        .AcceptExistingOnly();

    public static readonly Option<int> Rounds = new("--rounds") { Description = "Measured rounds a case.", DefaultValueFactory = _ => 5 };

    public static readonly Option<int> WarmUps = new("--warm-ups") { Description = "Rounds before them that do not count.", DefaultValueFactory = _ => 2 };

    public static ServerOptions Server(ParseResult parsed) =>
        new(parsed.GetValue(Transport)!, parsed.GetValue(Showcase), parsed.GetValue(Config)?.FullName);

    /// <exception cref="InvalidOperationException">The load generator is missing.</exception>
    public static void RequireH2Load()
    {
        if (!ToolProcess.IsInstalled("h2load"))
            throw new InvalidOperationException("h2load is not on PATH (Debian package nghttp2-client)");
    }
}
