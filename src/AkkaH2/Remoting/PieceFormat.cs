using System.Buffers;
using Akka.Actor;

namespace AkkaH2.Remoting;

/// <summary>The pieces of a response as octets. A chunk that no message can have becomes the failure of its request, since nobody else would hear of it.</summary>
internal static class PieceFormat
{
    private const int MostStatus = 999;

    public static void Write(in MessageWriter message, ResponseStarted started)
    {
        message.Number(started.Status);
        message.Fields(started.Headers ?? Headers.Empty);
    }

    public static ResponseStarted ReadStarted(ref MessageReader message) => new(message.Number(0, MostStatus), message.Fields());

    public static void Write(in MessageWriter message, Chunk chunk, long most)
    {
        var fits = chunk.Octets.Length < most;
        message.Flag(fits);
        if (fits)
            message.Octets(new ReadOnlySequence<byte>(chunk.Octets));
        else
            message.Text($"A chunk of {chunk.Octets.Length} octets is too large for another node, which takes {most}.");
    }

    public static object ReadChunk(ref MessageReader message) =>
        message.Flag() ? new Chunk(message.Octets()) : new Status.Failure(new InvalidOperationException(message.Text()));
}
