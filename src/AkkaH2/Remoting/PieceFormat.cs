using System.Buffers;
using Akka.Actor;

namespace AkkaH2.Remoting;

/// <summary>
/// The pieces of a response as octets. One that no message can have becomes the failure of its request, since nobody else would hear of it: a chunk has a flag for
/// that, and the others a field without a name, which no response has.
/// </summary>
internal static class PieceFormat
{
    private const int MostStatus = 999;

    public static void Write(in MessageWriter message, ResponseStarted started)
    {
        message.Number(started.Status);
        message.Fields(started.Headers ?? Headers.Empty);
    }

    public static object ReadStarted(ref MessageReader message)
    {
        var (status, fields) = (message.Number(0, MostStatus), message.Fields());
        return FailureIn(fields) ?? (object)new ResponseStarted(status, fields);
    }

    public static void Write(in MessageWriter message, Chunk chunk)
    {
        message.Flag(true);
        message.Octets(new ReadOnlySequence<byte>(chunk.Octets));
    }

    public static object ReadChunk(ref MessageReader message) =>
        message.Flag() ? new Chunk(message.Octets()) : Failure(message.Text());

    public static void Write(in MessageWriter message, Completed completed) => message.Fields(completed.Trailers ?? Headers.Empty);

    public static object ReadCompleted(ref MessageReader message)
    {
        var trailers = message.Fields();
        return FailureIn(trailers) ?? (object)new Completed(trailers);
    }

    public static void Write(in MessageWriter message, UnsentPiece unsent)
    {
        var failure = Headers.Of(("", unsent.Reason));
        switch (unsent.Piece)
        {
            case ResponseStarted: Write(message, new ResponseStarted(0, failure)); break;
            case Completed: Write(message, new Completed(failure)); break;
            default:
                message.Flag(false);
                message.Text(unsent.Reason);
                break;
        }
    }

    private static Status.Failure? FailureIn(Headers fields) => fields.Count == 1 && fields[0] is { Name: "" } reason ? Failure(reason.Value) : null;

    private static Status.Failure Failure(string reason) => new(new InvalidOperationException(reason));
}

/// <summary>What goes to the other node in place of a piece that cannot.</summary>
/// <param name="Piece">A <see cref="ResponseStarted"/>, <see cref="Chunk"/> or <see cref="Completed"/>.</param>
/// <param name="Reason">Why not.</param>
internal sealed record UnsentPiece(object Piece, string Reason);
