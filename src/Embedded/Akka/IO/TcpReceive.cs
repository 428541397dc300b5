using System.Net.Sockets;
using Akka.Actor;

namespace Akka.IO;

/// <summary>
/// Reads one socket. It waits with no buffer (a read of no octets ends when there is something to read), and then takes an array of the size
/// of what is there: the array becomes the ByteString, nothing is copied.
/// </summary>
internal sealed class TcpReceive(Socket socket, IActorRef owner, int limit) : TcpOperation(owner, Completion.Receive)
{
    /// <summary>Below this the question how much is there costs more than the memory it saves.</summary>
    private const int SmallRead = 1024;

    /// <summary>For the read that finds the end.</summary>
    private const int ProbeSize = 16;

    private byte[]? _buffer;

    // The last read took less than there was room for: there is nothing to ask for.
    private bool _drained;

    /// <summary>The socket's error if <see cref="Next"/> or <see cref="Conclude"/> said <see cref="Outcome.Failed"/>.</summary>
    public SocketError Error { get; private set; }

    /// <summary>The pending operation fills a buffer, rather than waits for octets.</summary>
    public bool HoldsBuffer => _buffer is not null;

    public ByteString Data { get; private set; } = ByteString.Empty;

    public Outcome Next()
    {
        try
        {
            return !_drained && socket.Available is > 0 and var available ? Read(available) : Wait();
        }
        catch (SocketException e)
        {
            return Fail(e.SocketErrorCode);
        }
    }

    /// <summary>What the operation brought that was pending.</summary>
    public Outcome Conclude()
    {
        EndPending();
        if (SocketError != SocketError.Success) return Fail(SocketError);
        return _buffer is null ? ReadWhatCame() : Take();
    }

    public ByteString TakeData()
    {
        var data = Data;
        Data = ByteString.Empty;
        return data;
    }

    private Outcome Wait()
    {
        SetBuffer([], 0, 0);
        return IsDone(socket.ReceiveAsync(this)) ? Conclude() : Outcome.Pending;
    }

    private Outcome ReadWhatCame()
    {
        try
        {
            return Read(limit <= SmallRead ? limit : Math.Max(socket.Available, ProbeSize));
        }
        catch (SocketException e)
        {
            return Fail(e.SocketErrorCode);
        }
    }

    private Outcome Read(int available)
    {
        _buffer = GC.AllocateUninitializedArray<byte>(Math.Min(available, limit));
        SetBuffer(_buffer, 0, _buffer.Length);
        return IsDone(socket.ReceiveAsync(this)) ? Conclude() : Outcome.Pending;
    }

    private Outcome Take()
    {
        var buffer = _buffer!;
        _buffer = null;
        _drained = BytesTransferred < limit;
        if (BytesTransferred == 0) return Outcome.End;
        Data = ByteString.FromBytes(buffer, 0, BytesTransferred);
        return Outcome.Data;
    }

    private Outcome Fail(SocketError error)
    {
        _buffer = null;
        Error = error;
        return Outcome.Failed;
    }

    internal enum Outcome
    {
        Pending,
        Data,
        End,
        Failed,
    }
}
