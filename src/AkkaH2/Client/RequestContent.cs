using System.IO.Pipelines;
using Akka;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace AkkaH2.Client;

/// <summary>The body of a request that goes out.</summary>
internal abstract record RequestContent
{
    /// <summary>No body.</summary>
    public sealed record None : RequestContent
    {
        public static readonly None Instance = new();
    }

    /// <summary>Octets in memory: they can be sent again.</summary>
    public sealed record Octets(ReadOnlyMemory<byte> Memory) : RequestContent;

    /// <summary>Written piece by piece, once.</summary>
    /// <param name="Write">Writes it, and disposes what it is made of.</param>
    /// <param name="GiveUp">Disposes that where it is never written; null if there is nothing to dispose.</param>
    public sealed record Written(Func<RequestWriter, CancellationToken, Task> Write, Action? GiveUp = null) : RequestContent;

    /// <summary>Any body that can be sent.</summary>
    public static RequestContent From(ResponseBody body) => body switch
    {
        { Owner: { } owner } => new Octets(Returned(body.Octets, owner)),
        { Length: not null } => new Octets(body.Octets),
        { Content: Source<ReadOnlyMemory<byte>, NotUsed> source } => new Written((writer, cancellation) => RunAsync(source, writer, cancellation), body.Abandon),
        { Content: PipeReader reader } => new Written((writer, cancellation) => CopyAsync(reader.AsStream(), writer, cancellation), body.Abandon),
        _ => new Written((writer, cancellation) => CopyAsync((Stream)body.Content!, writer, cancellation), body.Abandon),
    };

    /// <summary>A body that arrives elsewhere, as it comes.</summary>
    public static RequestContent From(RequestBody body) => new Written(async (writer, cancellation) =>
    {
        await foreach (var chunk in body.ReadAllAsync(cancellation).ConfigureAwait(false))
            await writer.WriteAsync(chunk).ConfigureAwait(false);
        writer.Trailers = body.Trailers;
    });

    // Octets that may be sent again cannot go back to their owner; a copy can wait.
    private static byte[] Returned(ReadOnlyMemory<byte> lent, IDisposable owner)
    {
        var copy = lent.ToArray();
        owner.Dispose();
        return copy;
    }

    private static async Task CopyAsync(Stream body, RequestWriter writer, CancellationToken cancellation)
    {
        await using (body.ConfigureAwait(false))
            await body.CopyToAsync(writer.AsStream(), cancellation).ConfigureAwait(false);
    }

    // A source that waits for something learns here that nobody wants it any more.
    private static async Task RunAsync(Source<ReadOnlyMemory<byte>, NotUsed> source, RequestWriter writer, CancellationToken cancellation)
    {
        var (stop, done) = source
            .ViaMaterialized(KillSwitches.Single<ReadOnlyMemory<byte>>(), Keep.Right)
            .ToMaterialized(Sink.ForEachAsync<ReadOnlyMemory<byte>>(1, chunk => writer.WriteAsync(chunk).AsTask()), Keep.Both)
            .Run(writer.Materializer);
        await using var registration = cancellation.Register(stop.Shutdown).ConfigureAwait(false);
        await done.ConfigureAwait(false);
    }
}
