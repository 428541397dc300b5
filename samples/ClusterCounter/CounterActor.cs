using System.Globalization;
using Akka.Actor;
using Akka.Streams.Dsl;

namespace AkkaH2.ClusterCounter;

/// <summary>One counter. It gets the requests of its id from every node, and answers them as any actor endpoint does.</summary>
internal sealed class CounterActor : ReceiveActor
{
    private const int PieceSize = 65_536;

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private long _count;

    public CounterActor()
    {
        Receive<Request>(request => request.Path.StartsWith("/counter/", StringComparison.Ordinal), _ => Reply($"{++_count}"));
        Receive<Request>(request => request.Path.StartsWith("/peek/", StringComparison.Ordinal), _ => Reply($"{_count}"));
        Receive<Request>(request => request.Path.StartsWith("/where/", StringComparison.Ordinal), _ => Reply($"{_cluster.SelfAddress}"));
        Receive<Request>(request => request.Path.StartsWith("/bytes/", StringComparison.Ordinal), request => Sender.Tell(Bytes(request.Route["n"])));
        Receive<Request>(request => request.Path.StartsWith("/upload/", StringComparison.Ordinal), Count);
        Receive<Status.Failure>(failed => Sender.Tell(failed)); // the body was lost on its way
        Receive<Uploaded>(uploaded =>
        {
            _count += uploaded.Octets;
            uploaded.From.Tell(Response.Text($"{uploaded.Octets}"));
        });
    }

    private static Response Bytes(string n) => long.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var octets)
        ? Response.Streamed(Source.From(Pieces(octets)))
        : Response.Text("The second segment must be a number of octets.", 400);

    private static IEnumerable<ReadOnlyMemory<byte>> Pieces(long octets)
    {
        var piece = new byte[PieceSize];
        for (; octets > 0; octets -= PieceSize)
            yield return piece.AsMemory(0, (int)Math.Min(octets, PieceSize));
    }

    private void Reply(string text) => Sender.Tell(Response.Text(text));

    // The body is read as it comes, from whichever node it came to; the counter goes on meanwhile.
    private void Count(Request request)
    {
        var from = Sender;
        CountAsync(request).PipeTo(Self, from, octets => new Uploaded(octets, from));
    }

    private static async Task<long> CountAsync(Request request)
    {
        long octets = 0;
        await foreach (var piece in request.Body.ReadAllAsync())
            octets += piece.Length;
        return octets;
    }

    private sealed record Uploaded(long Octets, IActorRef From) : INoSerializationVerificationNeeded;
}
