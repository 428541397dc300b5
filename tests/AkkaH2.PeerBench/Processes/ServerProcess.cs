using System.Diagnostics;
using System.Net.Sockets;

namespace AkkaH2.PeerBench.Processes;

/// <summary>
/// A server program as a process of its own, from its <c>listening on http://…</c> line to its end.
/// Its output is drained all along; disposing kills it where it still runs.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Announcement = "listening on ";
    private const int LinesKept = 200;

    private readonly Process _process;
    private readonly Queue<string> _lines = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Uri> _secureAddress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _errorsLogged;

    private ServerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Heard(line.Data);
        process.ErrorDataReceived += (_, line) => Heard(line.Data);
        process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException($"the server ended before it listened:\n{Output}"));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill();
    }

    public Uri Address => _address.Task.Result;

    /// <summary>Where it listens with TLS; never done if it does not.</summary>
    public Task<Uri> SecureAddress => _secureAddress.Task;

    /// <summary>The last lines the server printed.</summary>
    public string Output
    {
        get { lock (_lines) return string.Join('\n', _lines); }
    }

    /// <summary>How many lines it has logged as an error so far.</summary>
    public int ErrorsLogged => Volatile.Read(ref _errorsLogged);

    public int Id => _process.Id;

    /// <summary>User and system time, of threads that have ended too.</summary>
    public TimeSpan ProcessorTime => OperatingSystem.IsLinux() ? ProcessorClock.Read(Id) : Refreshed().TotalProcessorTime;

    public long WorkingSet => Refreshed().WorkingSet64;

    /// <summary>Open sockets (Linux): one that the server forgot to close stays in this number.</summary>
    public int OpenSockets => new DirectoryInfo($"/proc/{Id}/fd").EnumerateFileSystemInfos().Count(IsSocket);

    /// <summary>Starts <c>dotnet DLL arguments</c> and waits until it says where it listens.</summary>
    public static Task<ServerProcess> StartAsync(
        string dll, IEnumerable<string> arguments, TimeSpan deadline, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(DotnetHost, [dll, .. arguments]);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return BeginAsync(start, dll, _ => Task.CompletedTask, deadline);
    }

    /// <summary>Starts a program that says nothing of where it listens, and waits until somebody listens there.</summary>
    public static Task<ServerProcess> StartAsync(string program, IEnumerable<string> arguments, Uri address, TimeSpan deadline) =>
        BeginAsync(new ProcessStartInfo(program, arguments), program, server => server.ConnectAsync(address, deadline), deadline);

    /// <summary>SIGTERM, which asks the server to drain; its exit code.</summary>
    public async Task<int> TerminateAsync(TimeSpan deadline)
    {
        await ToolProcess.RunAsync("kill", ["-TERM", $"{Id}"], deadline);
        using var limit = new CancellationTokenSource(deadline);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: the process ends without a word.</summary>
    public async Task KillAsync(TimeSpan deadline)
    {
        Kill();
        using var limit = new CancellationTokenSource(deadline);
        await _process.WaitForExitAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<ServerProcess> BeginAsync(ProcessStartInfo start, string name, Func<ServerProcess, Task> announce, TimeSpan deadline)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        var server = new ServerProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        server.Begin();
        try
        {
            await announce(server);
            await server._address.Task.WaitAsync(deadline);
            return server;
        }
        catch (TimeoutException)
        {
            await server.DisposeAsync();
            throw new TimeoutException($"{name} did not listen within {deadline.TotalSeconds:0} s; it said:\n{server.Output}");
        }
    }

    private async Task ConnectAsync(Uri address, TimeSpan deadline)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < deadline && !_process.HasExited; await Task.Delay(TimeSpan.FromMilliseconds(20)))
        {
            using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await probe.ConnectAsync(address.Host, address.Port);
                _address.TrySetResult(address);
                return;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }
    }

    private static string DotnetHost => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";

    private void Begin()
    {
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Heard(string? line)
    {
        if (line is null)
            return;
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > LinesKept)
                _lines.Dequeue();
        }
        if (line.StartsWith("[ERROR]", StringComparison.Ordinal))
            Interlocked.Increment(ref _errorsLogged);
        // A program of several processes says before it whose line it is.
        if (line.IndexOf(Announcement + "http://", StringComparison.Ordinal) is >= 0 and var at)
            _address.TrySetResult(new Uri(line[(at + Announcement.Length)..]));
        if (line.StartsWith(Announcement + "https://", StringComparison.Ordinal))
            _secureAddress.TrySetResult(new Uri(line[Announcement.Length..]));
    }

    private static bool IsSocket(FileSystemInfo file)
    {
        try
        {
            return file.LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            return false; // closed since it was listed
        }
    }

    private Process Refreshed()
    {
        _process.Refresh();
        return _process;
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself, or never began.
        }
    }
}
