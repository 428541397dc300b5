using System.Runtime.CompilerServices;
using Akka;
using Akka.Streams.Dsl;

namespace AkkaH2.Client;

/// <summary>
/// The reader's end of a response's body that is still to come. Its connection knows the other end alone: when the application lets go of this one, unread,
/// the stream is given up.
/// </summary>
internal sealed class ResponseReader(Call call, RequestBody body) : IBodyReader
{
    private bool _hasEnded;

    // A read that waits is known to the other end, and so is everybody who waits for it: none of them is taken for gone.
    ~ResponseReader() => ThreadPool.UnsafeQueueUserWorkItem(static call => call.Drop(), call, preferLocal: false);

    /// <summary>The fields behind the body; empty before its end was read.</summary>
    public Headers Trailers => body.Trailers;

    /// <summary>The next chunk, which belongs to the caller; null at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadChunkAsync(CancellationToken cancellation)
    {
        var chunk = await body.ReadChunkAsync(cancellation).ConfigureAwait(false);
        if (chunk is null)
            OnRead();
        GC.KeepAlive(this);
        return chunk;
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(Memory<byte> room, CancellationToken cancellation)
    {
        var length = await body.ReadPieceAsync(room, cancellation).ConfigureAwait(false);
        if (length == 0)
            OnRead();
        GC.KeepAlive(this);
        return length;
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await ReadChunkAsync(cancellation).ConfigureAwait(false) is { } chunk)
            yield return chunk;
    }

    /// <summary>As a source, which gives up what is left when it is cancelled.</summary>
    public Source<ReadOnlyMemory<byte>, NotUsed> AsSource() => Source.UnfoldResourceAsync<ReadOnlyMemory<byte>, ResponseReader>(
        () => Task.FromResult(this),
        static async reader => await reader.ReadChunkAsync(CancellationToken.None).ConfigureAwait(false) is { } chunk
            ? Akka.Util.Option<ReadOnlyMemory<byte>>.Create(chunk)
            : Akka.Util.Option<ReadOnlyMemory<byte>>.None,
        static reader =>
        {
            reader.Dispose();
            return Task.FromResult(Done.Instance);
        });

    /// <summary>Nothing more is wanted.</summary>
    public void Dispose()
    {
        if (!_hasEnded)
            call.Drop();
        End();
    }

    private void OnRead()
    {
        if (!_hasEnded)
            call.OnRead();
        End();
    }

    private void End()
    {
        _hasEnded = true;
        GC.SuppressFinalize(this);
    }
}
