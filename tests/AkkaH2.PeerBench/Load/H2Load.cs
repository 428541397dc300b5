using System.Globalization;
using AkkaH2.PeerBench.Processes;

namespace AkkaH2.PeerBench.Load;

/// <summary>h2load, one thread: runs a case against a server and reads what it reports.</summary>
internal static class H2Load
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    public static async Task<LoadReport> RunAsync(LoadCase load, Uri server, CancellationToken cancel)
    {
        using var folder = new TemporaryFolder();
        var log = folder.File("latencies.tsv");
        var result = await ToolProcess.RunAsync("h2load", Arguments(load, server, folder, log), Deadline, cancel);
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"h2load {load.Name}: {result}");
        return H2LoadReport.Parse(result.Output) with { Latencies = LatencyLog.Read(log) };
    }

    private static List<string> Arguments(LoadCase load, Uri server, TemporaryFolder folder, string log)
    {
        List<string> arguments = ["-t", "1", "-c", $"{load.Clients}", "-m", $"{load.Streams}"];
        if (load.IsHttp1)
            arguments.Add("--h1");
        if (load.IsUpload)
            arguments.AddRange(["-d", folder.Filled("upload.bin", load.BulkOctets)]);
        for (var field = 0; field < load.Fields; field++)
            arguments.AddRange(["-H", $"x-field-{field}: value number {field}"]);
        if (load.IsTimed)
            arguments.AddRange(["--log-file", log]);
        if (load.Rate > 0)
            arguments.AddRange(["--rps", Number((double)load.Rate / load.Clients)]);
        arguments.AddRange(load.Duration > TimeSpan.Zero ? ["-D", Number(load.Duration.TotalSeconds)] : ["-n", $"{load.Requests}"]);
        arguments.Add(new Uri(server, load.Path).ToString());
        return arguments;
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
