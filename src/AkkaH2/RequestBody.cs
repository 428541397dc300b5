using System.Runtime.CompilerServices;
using Akka;
using Akka.Streams.Dsl;

namespace AkkaH2;

/// <summary>
/// A request's body: chunks as they arrive, in order. Each chunk that is taken gives the peer credit for as many octets (RFC 9113 §6.9), so a body
/// that nobody reads stops its sender and takes no more memory than the stream's window. Read it once, by one reader.
/// <para>The first read asks a client for the body that waits to be asked (<c>expect: 100-continue</c>, RFC 9110 §10.1.1).</para>
/// </summary>
public sealed class RequestBody
{
    private readonly BodyQueue? _chunks;
    private IBodyOwner? _owner;
    private Exception? _failure;
    private long _taken;
    private bool _wanted;

    /// <summary>A request without a body.</summary>
    public static readonly RequestBody Empty = new(null);

    private RequestBody(BodyQueue? chunks) => _chunks = chunks;

    /// <summary>The fields that came behind the body (RFC 9113 §8.1); known when the body was read to its end, and empty before.</summary>
    public Headers Trailers { get; private set; } = Headers.Empty;

    /// <summary>How many octets may be taken.</summary>
    internal long Limit { get; private set; } = long.MaxValue;

    /// <summary>A body that is to come.</summary>
    internal static RequestBody Incoming() => new(new BodyQueue());

    /// <summary>Waits for the next chunk; null at the end.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    /// <exception cref="BodyTooLargeException">The body is longer than its route allows; the request has been answered with 413 or reset.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellation = default)
    {
        if (_chunks is null)
            return null;

        ThrowIfFailed();
        Want(_chunks);
        var chunk = await _chunks.ReadAsync(cancellation).ConfigureAwait(false);
        ThrowIfFailed(); // a failure comes before what has arrived: nobody wants that any more
        if (chunk is { } taken)
            Count(taken.Length);
        return chunk;
    }

    /// <summary>All chunks to the end.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    /// <exception cref="BodyTooLargeException">The body is longer than its route allows.</exception>
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
    /// <exception cref="BodyTooLargeException">The body is longer than its route allows.</exception>
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

    /// <summary>The body as a source; its demand is the peer's credit. It fails as <see cref="ReadAsync"/> does.</summary>
    public Source<ReadOnlyMemory<byte>, NotUsed> AsSource() =>
        Source.UnfoldAsync(this, async body => await body.ReadAsync().ConfigureAwait(false) is { } chunk
            ? Akka.Util.Option<(RequestBody, ReadOnlyMemory<byte>)>.Create((body, chunk))
            : Akka.Util.Option<(RequestBody, ReadOnlyMemory<byte>)>.None);

    /// <summary>The body as a readable stream, for deserializers and files. It throws as <see cref="ReadAsync"/> does.</summary>
    public Stream AsStream() => new RequestBodyStream(this);

    /// <summary>Reports readers to <paramref name="owner"/> from here on.</summary>
    internal void Attach(IBodyOwner owner)
    {
        if (_chunks is not null)
            _owner = owner;
    }

    internal void SetLimit(long octets)
    {
        if (_chunks is not null)
            Limit = octets;
    }

    internal void Append(ReadOnlyMemory<byte> octets) => _chunks?.Append(octets.Span);

    internal void Complete(Headers trailers)
    {
        if (_chunks is null)
            return;
        Trailers = trailers;
        _chunks.Complete();
    }

    /// <summary>The stream is over, or reset: what has come is dropped.</summary>
    internal void Fail(Exception cause)
    {
        if (_chunks is null)
            return;
        Interlocked.CompareExchange(ref _failure, cause, null);
        _chunks.Drop();
    }

    // A client that sends the body already needs no word of ours.
    private void Want(BodyQueue chunks)
    {
        if (_wanted)
            return;
        _wanted = true;
        if (chunks.IsAwaitingMore)
            _owner?.OnWanted();
    }

    private void Count(int octets)
    {
        _taken += octets;
        if (_taken > Limit)
        {
            Fail(new BodyTooLargeException(Limit));
            _owner?.OnTooLarge();
            ThrowIfFailed();
        }

        _owner?.OnConsumed(octets);
    }

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is { } cause)
            throw cause;
    }
}

/// <summary>Is told what becomes of a body.</summary>
internal interface IBodyOwner
{
    /// <summary>Somebody begins to read, and nothing is there yet.</summary>
    void OnWanted();

    /// <summary>Somebody took so many octets.</summary>
    void OnConsumed(int octets);

    /// <summary>Somebody read beyond the limit.</summary>
    void OnTooLarge();
}
