using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AkkaH2.ClusterCounter;

/// <summary>Several nodes, each a process of its own. SIGTERM and Ctrl-C are passed on to all of them.</summary>
internal static class NodeProcesses
{
    private const string NodeLine = "node ";

    public static async Task<int> RunAsync(int count)
    {
        var processes = new List<Process>();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, TerminateAll);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, TerminateAll);
        string? seed = null;
        for (var number = 1; number <= count; number++)
        {
            var (process, address) = Start(number, seed);
            lock (processes)
                processes.Add(process);
            seed ??= await address;
        }

        await Task.WhenAll(processes.Select(process => process.WaitForExitAsync()));
        return processes.Max(process => process.ExitCode);

        void TerminateAll(PosixSignalContext signal)
        {
            signal.Cancel = true;
            lock (processes)
            {
                foreach (var process in processes.Where(process => !process.HasExited))
                    Process.Start("kill", ["-TERM", $"{process.Id}"]).Dispose();
            }
        }
    }

    private static (Process Process, Task<string> Address) Start(int number, string? seed)
    {
        string[] joining = seed is null ? [] : ["--seed", seed];
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(Environment.ProcessPath!, [.. Self, "--port", "0", "--remote-port", "0", .. joining])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            Print(line.Data);
            if (line.Data?.StartsWith(NodeLine, StringComparison.Ordinal) == true)
                address.TrySetResult(line.Data[NodeLine.Length..]);
        };
        process.ErrorDataReceived += (_, line) => Print(line.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => address.TrySetException(new InvalidOperationException($"Node {number} ended before it had joined."));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return (process, address.Task);

        void Print(string? line)
        {
            if (line is not null)
                Console.WriteLine($"[{number}:{process.Id}] {line}");
        }
    }

    // Started as `dotnet ClusterCounter.dll`, the process is dotnet, and its first argument this program.
    private static string[] Self => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(NodeProcesses).Assembly.Location] : [];
}
