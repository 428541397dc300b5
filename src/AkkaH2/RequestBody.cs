using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Akka;
using Akka.Streams.Dsl;

namespace AkkaH2;

/// <summary>
/// A request's body as it arrives: a <see cref="PipeReader"/>, and on top of it the body as a source, as chunks, or whole. Read it once, by one reader.
/// <para>
/// Octets that the reader has examined give the peer credit for as many again (RFC 9113 §6.9), so a body that nobody reads stops its sender and takes
/// no more memory than the stream's window. One that is examined but not consumed waits here: the route's limit bounds it.
/// </para>
/// <para>The first read asks a client for the body that waits to be asked (<c>expect: 100-continue</c>, RFC 9110 §10.1.1).</para>
/// </summary>
public sealed class RequestBody : PipeReader
{
    private const int SmallRest = 16_384; // octets of a body that has come whole, for whose credit nobody waits

    private readonly BodyPipe? _pipe;
    private IBodyOwner? _owner;
    private ReadOnlySequence<byte> _read; // what the reader has in its hands
    private long _consumed;
    private long _ahead; // octets that were examined, but not consumed
    private long _uncredited;
    private bool _wanted;

    /// <summary>A request without a body.</summary>
    public static readonly RequestBody Empty = new(null);

    private RequestBody(BodyPipe? pipe) => _pipe = pipe;

    /// <summary>The fields that came behind the body (RFC 9113 §8.1); known when the body was read to its end, and empty before.</summary>
    public Headers Trailers { get; private set; } = Headers.Empty;

    /// <summary>True when the body was read to its end: no more octets come.</summary>
    public bool IsAtEnd => _pipe is null || _pipe.Length == _consumed;

    /// <summary>True if nobody has read any of it.</summary>
    internal bool IsUntouched => _pipe is null || (_consumed == 0 && _ahead == 0);

    /// <summary>True if its request has none.</summary>
    internal bool IsEmpty => _pipe is null;

    /// <summary>How many octets have come.</summary>
    internal long Received => _pipe?.Appended ?? 0;

    /// <summary>How many octets may be taken.</summary>
    internal long Limit { get; private set; } = long.MaxValue;

    /// <summary>A body that is to come.</summary>
    internal static RequestBody Incoming() => new(new BodyPipe());

    /// <summary>A body that is there whole.</summary>
    internal static RequestBody Of(ReadOnlySequence<byte> octets, Headers trailers)
    {
        if (octets.IsEmpty && trailers.Count == 0)
            return Empty;

        var body = Incoming();
        foreach (var piece in octets)
            body.Append(piece);
        body.End(trailers);
        return body;
    }

    /// <summary>The whole body, without taking it, if it has come and is no longer than this.</summary>
    internal bool TryPeekWhole(int limit, out ReadOnlySequence<byte> octets)
    {
        octets = default;
        if (_pipe?.Length is not { } length || length - _consumed > limit)
            return false;

        TryRead(out var read);
        octets = new ReadOnlySequence<byte>(read.Buffer.ToArray());
        AdvanceTo(read.Buffer.Start);
        return true;
    }

    /// <summary>Gives what has come without waiting; false if nothing has that was not examined.</summary>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    /// <exception cref="BodyTooLargeException">The body is longer than its route allows; the request has been answered with 413 or reset.</exception>
    public override bool TryRead(out ReadResult result)
    {
        if (_pipe is null)
        {
            result = AtEnd;
            return true;
        }

        if (!_pipe.TryRead(out result))
        {
            Want();
            return false;
        }

        Take(result.Buffer);
        return true;
    }

    /// <summary>
    /// Waits for more than was examined before, or the end; <see cref="CancelPendingRead"/> ends the wait without an exception. Report by
    /// <see cref="AdvanceTo(SequencePosition, SequencePosition)"/> what was used and seen before reading on.
    /// </summary>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    /// <exception cref="BodyTooLargeException">The body is longer than its route allows; the request has been answered with 413 or reset.</exception>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<ReadResult>(cancellationToken);
        return TryRead(out var result) ? new ValueTask<ReadResult>(result) : WaitAsync(_pipe!, cancellationToken);
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_pipe is null)
            return;

        var (used, seen) = _read.IsEmpty ? (0, 0) : (_read.Slice(0, consumed).Length, _read.Slice(0, examined).Length);
        _read = default;
        _pipe.AdvanceTo(consumed, examined);
        _consumed += used;
        Credit(seen - _ahead);
        _ahead = Math.Max(seen, _ahead) - used;
    }

    /// <inheritdoc/>
    public override void CancelPendingRead() => _pipe?.CancelPendingRead();

    /// <summary>Nothing more is wanted: what has come is dropped. The response may go on; when it is complete, the rest of the request is refused.</summary>
    public override void Complete(Exception? exception = null) => _pipe?.Drop();

    /// <summary>The body as a readable stream, for deserializers and files. It throws as <see cref="ReadAsync"/> does.</summary>
    /// <param name="leaveOpen">False if disposing it means that nothing more is wanted.</param>
    public override Stream AsStream(bool leaveOpen = false) => _pipe is null ? Stream.Null : base.AsStream(leaveOpen);

    /// <summary>The body as a source; its demand is the peer's credit. It fails as <see cref="ReadAsync"/> does.</summary>
    public Source<ReadOnlyMemory<byte>, NotUsed> AsSource() =>
        Source.UnfoldAsync(this, async body => await body.ReadChunkAsync(CancellationToken.None).ConfigureAwait(false) is { } chunk
            ? Akka.Util.Option<(RequestBody, ReadOnlyMemory<byte>)>.Create((body, chunk))
            : Akka.Util.Option<(RequestBody, ReadOnlyMemory<byte>)>.None);

    /// <summary>All chunks to the end, as they come. Each belongs to the caller.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    /// <exception cref="BodyTooLargeException">The body is longer than its route allows.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (await ReadChunkAsync(cancellation).ConfigureAwait(false) is { } chunk)
            yield return chunk;
    }

    /// <summary>The whole body at once.</summary>
    /// <param name="limit">How many octets it may have at most.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="InvalidDataException">The body is longer than <paramref name="limit"/>.</exception>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    /// <exception cref="BodyTooLargeException">The body is longer than its route allows.</exception>
    public Task<byte[]> ReadToEndAsync(int limit, CancellationToken cancellation = default) => ReadWholeAsync(limit, static octets => octets.ToArray(), cancellation);

    /// <summary>The whole body at once, as UTF-8.</summary>
    /// <param name="limit">How many octets it may have at most.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="InvalidDataException">The body is longer than <paramref name="limit"/>.</exception>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    /// <exception cref="BodyTooLargeException">The body is longer than its route allows.</exception>
    public Task<string> ReadTextAsync(int limit, CancellationToken cancellation = default) => ReadWholeAsync(limit, static octets => Encoding.UTF8.GetString(octets), cancellation);

    /// <summary>The whole body at once, read as JSON.</summary>
    /// <param name="type">Of a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="JsonException">The body is no such JSON.</exception>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    /// <exception cref="BodyTooLargeException">The body is longer than its route allows.</exception>
    public async ValueTask<T> ReadJsonAsync<T>(JsonTypeInfo<T> type, CancellationToken cancellation = default)
        where T : notnull =>
        JsonSerializer.Deserialize(await ReadToEndAsync(int.MaxValue, cancellation).ConfigureAwait(false), type)
        ?? throw new JsonException($"The body is null, and no {typeof(T).Name}.");

    /// <summary>Reports readers to <paramref name="owner"/> from here on.</summary>
    internal void Attach(IBodyOwner owner)
    {
        if (_pipe is not null)
            _owner = owner;
    }

    internal void SetLimit(long octets)
    {
        if (_pipe is not null)
            Limit = octets;
    }

    internal void Append(ReadOnlyMemory<byte> octets) => _pipe?.Append(octets.Span);

    /// <summary>The peer has ended its message.</summary>
    internal void End(Headers trailers)
    {
        if (_pipe is null)
            return;
        Trailers = trailers;
        _pipe.End();
    }

    /// <summary>The stream is over, or reset: what has come is dropped.</summary>
    internal void Fail(Exception cause) => _pipe?.Fail(cause);

    /// <summary>The next chunk; null at the end. It belongs to the caller: this memory is not used again.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>?> ReadChunkAsync(CancellationToken cancellation)
    {
        var read = await ReadAsync(cancellation).ConfigureAwait(false);
        foreach (var chunk in read.Buffer)
        {
            if (chunk.IsEmpty)
                continue;
            BodyMemory.GiveAway(chunk);
            AdvanceTo(read.Buffer.GetPosition(chunk.Length));
            return chunk;
        }

        AdvanceTo(read.Buffer.End);
        return read.IsCompleted ? null : throw new OperationCanceledException("The read was cancelled by CancelPendingRead.");
    }

    /// <summary>Copies what has come, as far as there is room; 0 is the end.</summary>
    internal async ValueTask<int> ReadPieceAsync(Memory<byte> room, CancellationToken cancellation)
    {
        var read = await ReadAsync(cancellation).ConfigureAwait(false);
        var taken = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, room.Length));
        taken.CopyTo(room.Span);
        var length = (int)taken.Length;
        AdvanceTo(taken.End);
        return length > 0 || read.IsCompleted ? length : throw new OperationCanceledException("The read was cancelled by CancelPendingRead.");
    }

    private static ReadResult AtEnd => new(ReadOnlySequence<byte>.Empty, isCanceled: false, isCompleted: true);

    private async ValueTask<ReadResult> WaitAsync(BodyPipe pipe, CancellationToken cancellation)
    {
        var result = await pipe.ReadAsync(cancellation).ConfigureAwait(false);
        Take(result.Buffer);
        return result;
    }

    private async Task<T> ReadWholeAsync<T>(int limit, Func<ReadOnlySequence<byte>, T> convert, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await ReadAsync(cancellation).ConfigureAwait(false);
            var octets = read.Buffer;
            if (octets.Length > limit || !read.IsCompleted)
                AdvanceTo(octets.Start, octets.End);
            if (octets.Length > limit)
                throw new InvalidDataException($"The request body is longer than {limit} octets.");
            if (read.IsCanceled)
                throw new OperationCanceledException("The read was cancelled by CancelPendingRead.");
            if (!read.IsCompleted)
                continue;

            var whole = convert(octets);
            AdvanceTo(octets.End);
            return whole;
        }
    }

    private void Take(ReadOnlySequence<byte> octets)
    {
        _read = octets;
        if (_consumed + octets.Length <= Limit)
            return;

        var cause = new BodyTooLargeException(Limit);
        Fail(cause);
        AdvanceTo(octets.Start);
        _owner?.OnTooLarge();
        throw cause;
    }

    // A client that sends the body already needs no word of ours.
    private void Want()
    {
        if (_wanted)
            return;
        _wanted = true;
        _owner?.OnWanted();
    }

    private void Credit(long octets)
    {
        if (octets <= 0)
            return;

        _uncredited += octets;
        // RFC 9113 §5.1 "half-closed (remote)": a peer that sends nothing more needs no credit. A large rest is reported when it is out of memory.
        if (_pipe!.Length is { } end && (_uncredited < SmallRest || _consumed < end))
            return;

        _owner?.OnConsumed((int)_uncredited);
        _uncredited = 0;
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
