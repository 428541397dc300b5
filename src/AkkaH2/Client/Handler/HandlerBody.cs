namespace AkkaH2.Client.Handler;

/// <summary>A response's body as <see cref="HttpClient"/> reads it: its errors are those of System.Net.Http, and its end brings the trailers.</summary>
internal sealed class HandlerBody(ResponseReader reader, Action<Headers> onTrailers) : IChunkReader
{
    private Action<Headers>? _onTrailers = onTrailers;
    private bool _isDisposed;

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(HttpContent));
        try
        {
            var chunk = await reader.ReadAsync(cancellation).ConfigureAwait(false);
            if (chunk is null)
                Interlocked.Exchange(ref _onTrailers, null)?.Invoke(reader.Trailers);
            return chunk;
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
