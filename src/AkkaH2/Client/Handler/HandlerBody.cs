namespace AkkaH2.Client.Handler;

/// <summary>A response's body as <see cref="HttpClient"/> reads it: its errors are those of System.Net.Http, and its end brings the trailers.</summary>
internal sealed class HandlerBody(ResponseReader reader, Action<Headers> onTrailers) : IBodyReader
{
    private Action<Headers>? _onTrailers = onTrailers;
    private bool _isDisposed;

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(Memory<byte> room, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(HttpContent));
        try
        {
            var length = await reader.ReadAsync(room, cancellation).ConfigureAwait(false);
            if (length == 0)
                Interlocked.Exchange(ref _onTrailers, null)?.Invoke(reader.Trailers);
            return length;
        }
        catch (Http2ClientException error)
        {
            // A caller that cancels its read and disposes the response at once, as gRPC does, has cancelled.
            cancellation.ThrowIfCancellationRequested();
            throw HandlerError.OfBody(error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        reader.Dispose();
    }
}
