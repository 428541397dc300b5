using Akka.Actor;
using AkkaH2.Actors;
using AkkaH2.Wire;

namespace AkkaH2.Client;

/// <summary>
/// The priority of one request's response (RFC 9218 §4): the priority field of the request, unless it has one, and PRIORITY_UPDATE when it changes while the
/// response comes. May be used from any thread.
/// </summary>
/// <param name="urgency">0 to 7; the lower, the sooner. The default of the RFC is 3.</param>
/// <param name="incremental">True if the response is of use piece by piece, so that others may have their turn in between.</param>
public sealed class RequestPriority(int urgency = 3, bool incremental = false)
{
    private readonly Lock _gate = new();
    private string _value = Format(urgency, incremental);
    private (IActorRef Connection, StreamId Stream)? _sent;

    /// <summary>As the field has it: <c>u=1, i</c>.</summary>
    public override string ToString()
    {
        lock (_gate)
            return _value;
    }

    /// <summary>Another priority from here on. Over HTTP/1.1, and when the response is over, it changes nothing.</summary>
    /// <param name="urgency">0 to 7.</param>
    /// <param name="incremental">True if the response is of use piece by piece.</param>
    public void Change(int urgency, bool incremental = false)
    {
        lock (_gate)
        {
            _value = Format(urgency, incremental);
            if (_sent is var (connection, stream))
                connection.Tell(new ChangePriority(stream, _value), ActorRefs.NoSender);
        }
    }

    /// <summary>The request is a stream of that connection now; it was sent with that value.</summary>
    internal void Attach(IActorRef connection, StreamId stream, string? sent)
    {
        lock (_gate)
        {
            _sent = (connection, stream);
            if (sent is not null && sent != _value)
                connection.Tell(new ChangePriority(stream, _value), ActorRefs.NoSender);
        }
    }

    private static string Format(int urgency, bool incremental)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(urgency);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(urgency, 7);
        return incremental ? $"u={urgency}, i" : $"u={urgency}";
    }
}
