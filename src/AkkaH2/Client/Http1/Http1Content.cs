using System.Net;
using System.Threading.Channels;
using AkkaH2.Actors;

namespace AkkaH2.Client.Http1;

/// <summary>The body of a call, as System.Net.Http sends it: with its length if that is known, else in chunks (RFC 9112 §7.1).</summary>
internal sealed class Http1Content(Call call) : HttpContent
{
    // As much as the call's writer lets into it.
    private readonly Channel<SendData> _pieces = Channel.CreateUnbounded<SendData>(new UnboundedChannelOptions { SingleReader = true });
    private int _use; // of the pieces

    /// <summary>The next piece that the application wrote.</summary>
    public void Write(SendData piece)
    {
        _pieces.Writer.TryWrite(piece);
        if (piece.End || piece.Trailers is not null)
            _pieces.Writer.TryComplete();
    }

    /// <summary>The pieces go elsewhere: from here on none is sent. False if one was, or is being.</summary>
    public bool TryTakeBack() => Interlocked.CompareExchange(ref _use, Use.TakenBack, Use.None) != Use.Sent;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        call.GoAhead(); // RFC 9110 §10.1.1: 100 has come, or was waited for long enough
        if (call.Content is RequestContent.Octets octets)
            await stream.WriteAsync(octets.Memory, cancellationToken).ConfigureAwait(false);
        else
            await WritePiecesAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        var announced = call.Announced ?? (call.Content as RequestContent.Octets)?.Memory.Length;
        length = announced ?? 0;
        return announced is not null;
    }

    private async Task WritePiecesAsync(Stream stream, CancellationToken cancellation)
    {
        await foreach (var piece in _pieces.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            if (Interlocked.CompareExchange(ref _use, Use.Sent, Use.None) == Use.TakenBack)
                return;
            await stream.WriteAsync(piece.Data, cancellation).ConfigureAwait(false);
            if (!_pieces.Reader.TryPeek(out _))
                await stream.FlushAsync(cancellation).ConfigureAwait(false);
            call.Writer!.OnSent(piece.Data.Length);
        }
    }

    private static class Use
    {
        public const int None = 0;
        public const int Sent = 1;
        public const int TakenBack = 2;
    }
}
