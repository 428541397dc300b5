namespace AkkaH2.Interop.Tests.Tools;

/// <summary>The command-line clients, each run to its end within the deadline.</summary>
internal static class Tool
{
    /// <summary>What <see cref="Curl"/> appends to the answer: version, status, octets received.</summary>
    private const string CurlSummary = "\n%{http_version} %{http_code} %{size_download}";

    public static Task<ToolResult> Curl(params string[] arguments) =>
        RunAsync("curl", ["--silent", "--show-error", "--http2-prior-knowledge", "--write-out", CurlSummary, .. arguments]);

    public static Task<ToolResult> Nghttp(params string[] arguments) => RunAsync("nghttp", arguments);

    public static Task<ToolResult> Node(string script, Uri server, params string[] arguments) =>
        RunAsync("node", [Path.Combine(AppContext.BaseDirectory, "node", script), server.ToString(), .. arguments]);

    private static Task<ToolResult> RunAsync(string tool, IEnumerable<string> arguments) => ToolProcess.RunAsync(tool, arguments, Deadlines.Tool);
}
