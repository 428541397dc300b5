using System.Runtime.InteropServices;

namespace AkkaH2.Server;

/// <summary>
/// SIGTERM or SIGINT (Ctrl-C), taken from the runtime so that the process goes on and can drain. A second SIGINT is left to the runtime, which ends
/// the process. A second SIGTERM is not: whoever signals a whole group of processes, such as `dotnet run` and its child, sends it twice.
/// </summary>
internal sealed class TerminationSignal : IDisposable
{
    private readonly TaskCompletionSource _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;

    public TerminationSignal() => _registrations = [Register(PosixSignal.SIGTERM), Register(PosixSignal.SIGINT)];

    public Task Received => _received.Task;

    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
        context.Cancel = _received.TrySetResult() || signal == PosixSignal.SIGTERM);
}
