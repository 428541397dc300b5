using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using AkkaH2.PeerBench.Processes;

namespace AkkaH2.PeerBench.Results;

/// <summary>What a figure depends on besides the servers. Akka is the version of Akka.NET beside the server's DLL, Commit the tree's as git reports it.</summary>
internal sealed record MachineFacts(string Date, int Processors, string Processor, string System, string Runtime, string Akka, string Commit)
{
    private const string Unknown = "unknown";

    /// <param name="showcase">The server's DLL.</param>
    public static async Task<MachineFacts> CollectAsync(string showcase) => new(
        DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
        Environment.ProcessorCount,
        File.Exists("/proc/cpuinfo") ? ProcessorName(File.ReadLines("/proc/cpuinfo")) : Unknown,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        AkkaVersion(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(showcase))!, "Akka.dll")),
        await CommitAsync());

    /// <summary>The first <c>model name</c> of Linux' <c>/proc/cpuinfo</c>.</summary>
    public static string ProcessorName(IEnumerable<string> cpuInfo) =>
        cpuInfo.Where(line => line.StartsWith("model name", StringComparison.Ordinal)).Select(line => line[(line.IndexOf(':') + 1)..].Trim()).FirstOrDefault(Unknown);

    public string ToMarkdown() =>
        $"""
        | | |
        |---|---|
        | date | {Date} |
        | machine | {Processors} x {Processor}, {System} |
        | .NET | {Runtime} |
        | Akka.NET | {Akka} |
        | commit | {Commit} |
        """;

    // A product version is followed by the commit it was built from.
    private static string AkkaVersion(string dll) =>
        File.Exists(dll) && FileVersionInfo.GetVersionInfo(dll).ProductVersion is { } version ? version.Split('+')[0] : Unknown;

    private static async Task<string> CommitAsync()
    {
        if (!ToolProcess.IsInstalled("git"))
            return Unknown;
        var head = await GitAsync("rev-parse", "--short", "HEAD");
        var changed = await GitAsync("status", "--porcelain", "--untracked-files=no");
        return head.ExitCode != 0 ? Unknown : head.Output.Trim() + (changed.Output.Length > 0 ? ", with local changes" : "");
    }

    private static Task<ToolResult> GitAsync(params string[] arguments) => ToolProcess.RunAsync("git", ["-C", Programs.Root, .. arguments], TimeSpan.FromSeconds(30));
}
