using System.Net.Sockets;
using Akka.Actor;

namespace Akka.IO;

/// <summary>Writes one socket. Writes that wait while one is under way go out together, up to a bound, and are acknowledged one by one.</summary>
internal sealed class TcpSend(Socket socket, IActorRef owner) : TcpOperation(owner, Completion.Send)
{
    private const int BatchOctets = 256 * 1024;
    private const int BatchWrites = 64;

    // Mostly there is one write at a time.
    private readonly Queue<Pending> _waiting = new(1);
    private readonly List<Pending> _sending = new(1);
    private readonly List<ArraySegment<byte>> _segments = new(1);

    public bool IsIdle => _waiting.Count == 0 && !IsPending;

    /// <summary>How many octets wait behind what is under way.</summary>
    public long Waiting { get; private set; }

    /// <summary>Writes of which nobody knows that they reached the system, in their order.</summary>
    public IEnumerable<Pending> Unsent => _sending.Concat(_waiting);

    public void Enqueue(Tcp.Write write, IActorRef commander)
    {
        _waiting.Enqueue(new Pending(write, commander));
        Waiting += write.Data.Count;
    }

    /// <summary>Sends until all is sent or the system has to wait. False if the socket failed: see SocketError.</summary>
    public bool Flush()
    {
        while (!IsPending && _waiting.Count > 0)
        {
            Gather();
            if (_segments.Count > 0 && !IsDone(socket.SendAsync(this))) return true;
            if (!Acknowledge()) return false;
        }
        return true;
    }

    /// <summary>In the turn of the completion: acknowledges and goes on.</summary>
    public bool Conclude()
    {
        EndPending();
        return Acknowledge() && Flush();
    }

    private void Gather()
    {
        var octets = 0;
        while (_sending.Count < BatchWrites && octets < BatchOctets && _waiting.TryDequeue(out var pending))
        {
            _sending.Add(pending);
            octets += pending.Write.Data.Count;
            foreach (var segment in pending.Write.Data.Segments)
                if (segment.Count > 0) _segments.Add(segment);
        }
        Waiting -= octets;

        if (_segments.Count == 1) SetBuffer(_segments[0].Array, _segments[0].Offset, _segments[0].Count);
        else if (_segments.Count > 1) BufferList = _segments;
    }

    // What was written is not held until the next write.
    private void Release()
    {
        if (BufferList is null) SetBuffer(null, 0, 0);
        else BufferList = null;
        _segments.Clear();
    }

    private bool Acknowledge()
    {
        var failed = _segments.Count > 0 && SocketError != SocketError.Success;
        Release();
        if (failed) return false;
        foreach (var (write, commander) in _sending)
            if (write.WantsAck) commander.Tell(write.Ack);
        _sending.Clear();
        return true;
    }

    internal readonly record struct Pending(Tcp.Write Write, IActorRef Commander);
}
