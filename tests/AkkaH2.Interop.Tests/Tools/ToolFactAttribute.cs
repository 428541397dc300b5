namespace AkkaH2.Interop.Tests.Tools;

/// <summary>A test with a deadline that needs a command-line tool, skipped with the reason where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(string tool)
    {
        Timeout = Deadlines.TestMilliseconds;
        Skip = ToolSkip.Reason(tool);
    }
}

/// <summary>A theory with a deadline that needs a command-line tool, skipped with the reason where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolTheoryAttribute : TheoryAttribute
{
    public ToolTheoryAttribute(string tool)
    {
        Timeout = Deadlines.TestMilliseconds;
        Skip = ToolSkip.Reason(tool);
    }
}

internal static class ToolSkip
{
    private static readonly Dictionary<string, string> Packages = new()
    {
        ["curl"] = "curl",
        ["nghttp"] = "nghttp2-client",
        ["h2load"] = "nghttp2-client",
        ["node"] = "nodejs",
        ["kill"] = "procps",
        ["openssl"] = "openssl",
        ["chromium"] = "chromium",
        ["nghttpd"] = "nghttp2-server",
        ["nginx"] = "nginx-light",
        ["h2o"] = "h2o",
        ["apache2"] = "apache2-bin",
        ["haproxy"] = "haproxy",
        [PythonH2.Name] = "python3-h2",
    };

    /// <summary>Null where the tool is there.</summary>
    public static string? Reason(string tool) => tool == AxeCore.Name
        ? AxeCore.Script is null ? AxeCore.Missing : Reason("chromium")
        : IsThere(tool) ? null : $"{tool} is not there (Debian package {Packages[tool]})";

    private static bool IsThere(string tool) => tool == PythonH2.Name ? PythonH2.Interpreter is not null : ToolProcess.IsInstalled(tool);
}
