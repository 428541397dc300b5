using System.Text.Json;

namespace AkkaH2.Interop.Tests.Tools;

/// <summary>The command-line clients, each run to its end within the deadline.</summary>
internal static class Tool
{
    /// <summary>What <see cref="Curl"/> appends to the answer: version, status, octets received.</summary>
    private const string CurlSummary = "\n%{http_version} %{http_code} %{size_download}";

    public static Task<ToolResult> Curl(params string[] arguments) =>
        RunAsync("curl", ["--silent", "--show-error", "--http2-prior-knowledge", "--write-out", CurlSummary, .. arguments]);

    public static Task<ToolResult> Nghttp(params string[] arguments) => RunAsync("nghttp", arguments);

    /// <summary>openssl s_client, which sends the octets once its handshake is done, and reads until the server closes.</summary>
    public static async Task<ToolResult> OpenSsl(Uri server, string octets, params string[] arguments)
    {
        const string Piped = "input=$1; shift; printf %s \"$input\" | exec openssl s_client \"$@\"";
        return await RunAsync("sh", ["-c", Piped, "sh", octets, "-ign_eof", "-connect", server.Authority, .. arguments]);
    }

    /// <summary>openssl s_client, which asks for a renegotiation once its handshake is done, until the server closes.</summary>
    public static Task<ToolResult> Renegotiate(Uri server, params string[] arguments)
    {
        // R means that; the end of its input would be the end of it.
        const string Piped = "mkfifo $0 && { echo R >&3; openssl s_client \"$@\" <$0; } 3<>$0; code=$?; rm $0; exit $code";
        return RunAsync("sh", ["-c", Piped, Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), "-connect", server.Authority, .. arguments]);
    }

    /// <summary>A script of the folder <c>node</c>, and the line of JSON that it prints.</summary>
    public static Task<JsonElement> Node(string script, Uri server, params string[] arguments) =>
        JsonAsync("node", [Path.Combine(AppContext.BaseDirectory, "node", script), server.ToString(), .. arguments]);

    /// <summary>A scenario of <c>python/scenarios.py</c>, and the line of JSON that it prints.</summary>
    public static Task<JsonElement> Python(string scenario, Uri server) =>
        JsonAsync(PythonH2.Interpreter!, ["-B", Path.Combine(AppContext.BaseDirectory, "python", "scenarios.py"), server.ToString(), scenario]);

    private static async Task<JsonElement> JsonAsync(string tool, string[] arguments)
    {
        var result = await RunAsync(tool, arguments);
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"{tool} {string.Join(' ', arguments)}: {result}");
        using var json = JsonDocument.Parse(result.Output);
        return json.RootElement.Clone();
    }

    private static Task<ToolResult> RunAsync(string tool, IEnumerable<string> arguments) => ToolProcess.RunAsync(tool, arguments, Deadlines.Tool);
}
