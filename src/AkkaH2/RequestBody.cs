using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Akka;
using Akka.Streams.Dsl;

namespace AkkaH2;

/// <summary>
/// A request's body: chunks as they arrive, in order. What is taken gives the peer credit for as much again (RFC 9113 §6.9), so a body
/// that nobody reads stops its sender and takes no more memory than the stream's window. Read it once, by one reader.
/// </summary>
public sealed class RequestBody
{
    private readonly Channel<ReadOnlyMemory<byte>>? _chunks;
    private readonly Action<int>? _consumed;

    /// <summary>A request without a body.</summary>
    public static readonly RequestBody Empty = new();

    private RequestBody()
    {
    }

    internal RequestBody(Action<int> consumed)
    {
        _consumed = consumed;
        // Bounded by the stream's flow-control window: what the window does not allow never gets here.
        _chunks = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new UnboundedChannelOptions { SingleWriter = true, SingleReader = true });
    }

    /// <summary>The fields that came behind the body (RFC 9113 §8.1); known when the body was read to its end, and empty before.</summary>
    public Headers Trailers { get; private set; } = Headers.Empty;

    /// <summary>The next chunk; null at the end.</summary>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellation = default)
    {
        if (_chunks is null || !await _chunks.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
            return null;

        _chunks.Reader.TryRead(out var chunk);
        _consumed!(chunk.Length);
        return chunk;
    }

    /// <summary>All chunks to the end.</summary>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (await ReadAsync(cancellation).ConfigureAwait(false) is { } chunk)
            yield return chunk;
    }

    /// <summary>The whole body at once.</summary>
    /// <param name="limit">How many octets it may have at most.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="InvalidDataException">The body is longer than <paramref name="limit"/>.</exception>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    public async Task<byte[]> ReadToEndAsync(int limit, CancellationToken cancellation = default)
    {
        var whole = new MemoryStream();
        while (await ReadAsync(cancellation).ConfigureAwait(false) is { } chunk)
        {
            if (whole.Length + chunk.Length > limit)
                throw new InvalidDataException($"The request body is longer than {limit} octets.");
            whole.Write(chunk.Span);
        }

        return whole.ToArray();
    }

    /// <summary>The body as a stream source; its demand is the peer's credit.</summary>
    public Source<ReadOnlyMemory<byte>, NotUsed> AsSource() =>
        Source.UnfoldAsync(this, async body => await body.ReadAsync().ConfigureAwait(false) is { } chunk
            ? Akka.Util.Option<(RequestBody, ReadOnlyMemory<byte>)>.Create((body, chunk))
            : Akka.Util.Option<(RequestBody, ReadOnlyMemory<byte>)>.None);

    internal void Append(ReadOnlyMemory<byte> chunk) => _chunks?.Writer.TryWrite(chunk);

    internal void Complete(Headers trailers)
    {
        if (_chunks is null)
            return;
        Trailers = trailers;
        _chunks.Writer.TryComplete();
    }

    internal void Fail(Exception cause) => _chunks?.Writer.TryComplete(cause);
}
