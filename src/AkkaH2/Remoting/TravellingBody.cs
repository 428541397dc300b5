using System.Buffers;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace AkkaH2.Remoting;

/// <summary>A body on its way to another node: its octets within the message, or the actor that has them.</summary>
internal abstract record TravellingBody
{
    private const int StrictKind = 0;
    private const int ByReferenceKind = 1;

    private TravellingBody()
    {
    }

    public void WriteTo(in MessageWriter message)
    {
        switch (this)
        {
            case Strict strict:
                message.Number(StrictKind);
                message.Octets(strict.Octets);
                message.Fields(strict.Trailers);
                break;
            case ByReference reference:
                message.Number(ByReferenceKind);
                message.Text(Serialization.SerializedActorPath(reference.Host));
                break;
        }
    }

    public static TravellingBody ReadFrom(ref MessageReader message, Func<string, IActorRef> actorAt) => message.Number() switch
    {
        StrictKind => new Strict(new ReadOnlySequence<byte>(message.Octets()), message.Fields()),
        ByReferenceKind => new ByReference(actorAt(message.Text())),
        var other => throw new SerializationException($"A body of the kind {other}."),
    };

    public sealed record Strict(ReadOnlySequence<byte> Octets, Headers Trailers) : TravellingBody
    {
        public static readonly Strict Empty = new(ReadOnlySequence<byte>.Empty, Headers.Empty);
    }

    public sealed record ByReference(IActorRef Host) : TravellingBody;
}
