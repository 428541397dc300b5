using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using AkkaH2.Transports;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Tests.Client;

/// <summary>A network that can hold up the writes of the connections that were made on it, and so whatever is to be written behind them.</summary>
internal sealed class HeldNetwork(ITransport inner) : ITransport
{
    private readonly List<Connection> _connections = [];

    public string Name => inner.Name;

    public Task<ITransportListener> BindAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default) =>
        inner.BindAsync(endpoint, settings, cancellation);

    public async Task<ITransportConnection> ConnectAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default)
    {
        var connection = new Connection(await inner.ConnectAsync(endpoint, settings, cancellation));
        _connections.Add(connection);
        return connection;
    }

    /// <summary>Holds up the writes of the first connection; the task is done when one waits.</summary>
    public Task Hold() => (_connections[0].Held = new HeldWrites()).Reached.Task;

    public void Release()
    {
        var held = _connections[0].Held!;
        _connections[0].Held = null;
        held.Released.SetResult();
    }

    private sealed class HeldWrites
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Connection(ITransportConnection inner) : ITransportConnection
    {
        public EndPoint LocalEndPoint => inner.LocalEndPoint;

        public EndPoint RemoteEndPoint => inner.RemoteEndPoint;

        public TlsInfo? Tls => inner.Tls;

        public PipeReader Input => inner.Input;

        public HeldWrites? Held { get; set; }

        public async ValueTask WriteAsync(ReadOnlySequence<byte> octets, CancellationToken cancellation = default)
        {
            if (Held is { } held)
            {
                held.Reached.TrySetResult();
                await held.Released.Task;
            }

            await inner.WriteAsync(octets, cancellation);
        }

        public ValueTask ShutdownAsync() => inner.ShutdownAsync();

        public void Abort() => inner.Abort();
    }
}
