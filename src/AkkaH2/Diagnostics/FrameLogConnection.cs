using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using AkkaH2.Protocol;
using AkkaH2.Transports;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Diagnostics;

/// <summary>A connection whose frames of both directions are shown to somebody.</summary>
/// <param name="inner">The connection, decrypted.</param>
/// <param name="role">Our side.</param>
/// <param name="show">Gets each frame: when it is handed to the transport, or when it was taken from it.</param>
internal sealed class FrameLogConnection(ITransportConnection inner, Role role, Action<FrameLogEntry> show) : ITransportConnection
{
    private readonly FrameReader _sent = new(role);

    public EndPoint LocalEndPoint => inner.LocalEndPoint;

    public EndPoint RemoteEndPoint => inner.RemoteEndPoint;

    public TlsInfo? Tls => inner.Tls;

    public PipeReader Input { get; } = new ShownInput(inner, role == Role.Client ? Role.Server : Role.Client, show);

    public ValueTask WriteAsync(ReadOnlySequence<byte> octets, CancellationToken cancellation = default)
    {
        foreach (var line in _sent.Read(octets))
            show(new FrameLogEntry(inner.LocalEndPoint, inner.RemoteEndPoint, IsSent: true, line));
        return inner.WriteAsync(octets, cancellation);
    }

    public ValueTask ShutdownAsync() => inner.ShutdownAsync();

    public void Abort() => inner.Abort();

    /// <summary>Octets are shown when they are consumed, so each of them once.</summary>
    private sealed class ShownInput(ITransportConnection inner, Role sender, Action<FrameLogEntry> show) : PipeReader
    {
        private readonly FrameReader _frames = new(sender);
        private ReadOnlySequence<byte> _read;

        public override bool TryRead(out ReadResult result)
        {
            var any = inner.Input.TryRead(out result);
            _read = result.Buffer;
            return any;
        }

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            var result = await inner.Input.ReadAsync(cancellationToken).ConfigureAwait(false);
            _read = result.Buffer;
            return result;
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            if (!_read.IsEmpty)
                Show(_read.Slice(0, consumed));
            _read = default;
            inner.Input.AdvanceTo(consumed, examined);
        }

        public override void CancelPendingRead() => inner.Input.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Input.Complete(exception);

        private void Show(ReadOnlySequence<byte> octets)
        {
            foreach (var line in _frames.Read(octets))
                show(new FrameLogEntry(inner.LocalEndPoint, inner.RemoteEndPoint, IsSent: false, line));
        }
    }
}
