using System.Net.Security;
using AkkaH2.Transports.Tls;

namespace AkkaH2.TestKit;

/// <summary>
/// A TLS stream that may be shut down while it is read: SslStream does not keep the two apart, and OpenSSL does not bear that. The turn is left while a read waits
/// for octets, since nothing is decrypted then.
/// </summary>
internal sealed class TurnTakingTls : SslStream
{
    private readonly DecryptionLock _turn;

    public TurnTakingTls(Stream stream)
        : this(stream, new DecryptionLock())
    {
    }

    private TurnTakingTls(Stream stream, DecryptionLock turn)
        : base(new Encrypted(stream, turn)) => _turn = turn;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var encrypted = (Encrypted)InnerStream;
        await _turn.EnterAsync();
        encrypted.IsReadInTurn = true;
        try
        {
            return await base.ReadAsync(buffer, cancellationToken);
        }
        finally
        {
            encrypted.IsReadInTurn = false;
            _turn.Leave();
        }
    }

    public override async Task ShutdownAsync()
    {
        await _turn.EnterAsync();
        Task sending;
        try
        {
            sending = base.ShutdownAsync();
        }
        finally
        {
            _turn.Leave();
        }

        await sending;
    }

    private sealed class Encrypted(Stream inner, DecryptionLock turn) : SequentialStream
    {
        /// <summary>False during the handshake.</summary>
        public bool IsReadInTurn { get; set; }

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!IsReadInTurn)
                return await inner.ReadAsync(buffer, cancellationToken);

            turn.Leave();
            try
            {
                return await inner.ReadAsync(buffer, cancellationToken);
            }
            finally
            {
                await turn.EnterAsync();
            }
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await base.DisposeAsync();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
