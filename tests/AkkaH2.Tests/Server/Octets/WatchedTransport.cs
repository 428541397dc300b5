using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using AkkaH2.Transports;

namespace AkkaH2.Tests.Server.Octets;

/// <summary>
/// A transport over another one that takes its contract at its word: the memory of a write is the transport's until it has said that the write
/// is over, well or badly. It looks at the octets when a write begins and again when it is over.
/// </summary>
internal sealed class WatchedTransport(ITransport inner, ConcurrentQueue<string> faults) : ITransport
{
    private int _writes;
    private int _pending;
    private int _failed;

    public string Name => inner.Name;

    /// <summary>Writes that were looked at; those of them that were not over at once; those that failed later.</summary>
    public (int All, int Pending, int Failed) Writes => (_writes, _pending, _failed);

    public async Task<ITransportListener> BindAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default) =>
        new Listener(await inner.BindAsync(endpoint, settings, cancellation), this);

    public async Task<ITransportConnection> ConnectAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default) =>
        new Connection(await inner.ConnectAsync(endpoint, settings, cancellation), this);

    private sealed class Listener(ITransportListener inner, WatchedTransport transport) : ITransportListener
    {
        public EndPoint LocalEndPoint => inner.LocalEndPoint;

        public async ValueTask<ITransportConnection?> AcceptAsync(CancellationToken cancellation = default) =>
            await inner.AcceptAsync(cancellation) is { } connection ? new Connection(connection, transport) : null;

        public ValueTask UnbindAsync() => inner.UnbindAsync();
    }

    private sealed class Connection(ITransportConnection inner, WatchedTransport transport) : ITransportConnection
    {
        public EndPoint LocalEndPoint => inner.LocalEndPoint;

        public EndPoint RemoteEndPoint => inner.RemoteEndPoint;

        public PipeReader Input => inner.Input;

        public ValueTask ShutdownAsync() => inner.ShutdownAsync();

        public void Abort() => inner.Abort();

        public ValueTask WriteAsync(ReadOnlySequence<byte> octets, CancellationToken cancellation = default)
        {
            Interlocked.Increment(ref transport._writes);
            var before = octets.ToArray();
            var write = inner.WriteAsync(octets, cancellation);
            return write.IsCompletedSuccessfully ? write : Watch(write, octets, before);
        }

        private async ValueTask Watch(ValueTask write, ReadOnlySequence<byte> octets, byte[] before)
        {
            Interlocked.Increment(ref transport._pending);
            try
            {
                await write.ConfigureAwait(false);
            }
            catch
            {
                Interlocked.Increment(ref transport._failed);
                throw;
            }
            finally
            {
                var at = octets.ToArray().AsSpan().CommonPrefixLength(before);
                if (at < before.Length) transport.Report($"{RemoteEndPoint}: octet {at} of {before.Length} was changed while they were being written");
            }
        }
    }

    private void Report(string fault) => faults.Enqueue(fault);
}
