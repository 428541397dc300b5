using System.Diagnostics;

namespace AkkaH2.Interop.Tests.Tools;

/// <summary>A Python that can import h2. Debian's package is seen by Debian's Python only, which need not be the first on PATH.</summary>
internal static class PythonH2
{
    /// <summary>The name by which a test asks for it.</summary>
    public const string Name = "python3-h2";

    private static readonly string[] Candidates = ["/usr/bin/python3", "python3"];
    private static readonly Lazy<string?> Found = new(() => Candidates.FirstOrDefault(python => ToolProcess.IsInstalled(python) && ImportsH2(python)));

    /// <summary>Null where there is none.</summary>
    public static string? Interpreter => Found.Value;

    private static bool ImportsH2(string python)
    {
        using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import h2"]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
