using System.IO.Pipelines;
using Akka;
using Akka.Streams.Dsl;
using Akka.Util;

namespace AkkaH2.Remoting;

/// <summary>Bodies as sources, so that a <see cref="BodyHost"/> can send them.</summary>
internal static class RemoteSources
{
    private const int PieceSize = 65_536;

    public static HostedBody Of(RequestBody body) => new(body.AsSource(), () => body.Trailers, static () => { });

    public static HostedBody Of(ResponseBody body) => new(OctetsOf(body), static () => Headers.Empty, body.Abandon);

    private static Source<ReadOnlyMemory<byte>, NotUsed> OctetsOf(ResponseBody body) => body.Content switch
    {
        Source<ReadOnlyMemory<byte>, NotUsed> source => source,
        Stream stream => OctetsOf(() => stream),
        PipeReader reader => OctetsOf(() => reader.AsStream()),
        _ => Whole(body),
    };

    private static Source<ReadOnlyMemory<byte>, NotUsed> OctetsOf(Func<Stream> open) => Source.UnfoldResourceAsync(
        () => Task.FromResult(open()),
        async stream =>
        {
            var piece = new byte[PieceSize];
            var length = await stream.ReadAsync(piece).ConfigureAwait(false);
            return length == 0 ? Option<ReadOnlyMemory<byte>>.None : Option<ReadOnlyMemory<byte>>.Create(piece.AsMemory(0, length));
        },
        async stream =>
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            return Done.Instance;
        });

    // Lent memory is copied, and goes back at once.
    private static Source<ReadOnlyMemory<byte>, NotUsed> Whole(ResponseBody body)
    {
        if (body.IsWhole)
            return Source.Single(body.Octets);

        var copy = body.Octets.ToArray();
        body.Abandon();
        return Source.Single<ReadOnlyMemory<byte>>(copy);
    }
}
