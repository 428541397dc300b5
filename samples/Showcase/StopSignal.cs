using System.Runtime.InteropServices;

namespace AkkaH2.Showcase;

/// <summary>SIGTERM or Ctrl-C; the process goes on, so that the server can drain.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly TaskCompletionSource _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignal() => _registrations = [Register(PosixSignal.SIGTERM), Register(PosixSignal.SIGINT)];

    public Task Received => _received.Task;

    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        _received.TrySetResult();
    });
}
