using System.Diagnostics;

namespace AkkaH2.Interop.Tests.Servers;

/// <summary>A sample as a process of its own, and every word that it says on its console. Disposing kills it where it still runs.</summary>
internal sealed class SampleConsole : IAsyncDisposable
{
    private const string Announcement = "listening on ";

    private readonly Process _process;
    private readonly Task<string> _error;
    private string _lines = "";

    private SampleConsole(Process process) => (_process, _error) = (process, process.StandardError.ReadToEndAsync());

    /// <summary>The last address that it has said.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Starts it as a shell does, with default signals, and waits until it says where it listens.</summary>
    public static async Task<SampleConsole> StartAsync(string dll, params string[] arguments)
    {
        // A test run in the background of a shell ignores SIGINT, and so would its children.
        var start = new ProcessStartInfo("env", ["--default-signal=INT,TERM", "dotnet", dll, .. arguments]);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        var console = new SampleConsole(Process.Start(start)!);
        console._process.StandardInput.Close();
        await console.NextAddressAsync();
        return console;
    }

    /// <summary>Waits for one more address that it says.</summary>
    public async Task<Uri> NextAddressAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Deadlines.Tool) ?? "";
        _lines += $"{line}\n";
        return Address = new Uri(line[Announcement.Length..]);
    }

    /// <summary>Sends the signal, such as TERM.</summary>
    public async Task SignalAsync(string signal) => await ToolProcess.RunAsync("kill", [$"-{signal}", $"{_process.Id}"], Deadlines.Answer);

    /// <summary>Waits for its end: all that it said, and its exit code.</summary>
    public async Task<ToolResult> EndAsync()
    {
        var rest = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Deadlines.Answer);
        await _process.WaitForExitAsync().WaitAsync(Deadlines.Answer);
        return new ToolResult(_process.ExitCode, _lines + rest, await _error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
