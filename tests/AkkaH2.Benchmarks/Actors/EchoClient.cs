using System.Net;
using System.Net.Sockets;

namespace AkkaH2.Benchmarks.Actors;

/// <summary>A plain socket that keeps <paramref name="pipeline"/> messages on their way and sends a new one for each that came back.</summary>
internal sealed class EchoClient(EndPoint server, int octets, int pipeline) : IDisposable
{
    private readonly Socket _socket = Connect(server);
    private readonly byte[] _output = new byte[octets * pipeline];
    private readonly byte[] _input = new byte[octets * pipeline];

    /// <summary>Returns when all messages have come back.</summary>
    public void Exchange(int messages)
    {
        var sent = Math.Min(pipeline, messages);
        SendAll(sent);
        for (long received = 0, expected = (long)messages * octets; received < expected;)
        {
            var read = _socket.Receive(_input);
            if (read == 0)
                throw new IOException("the echo server closed the connection");
            received += read;
            var due = (int)Math.Min(messages, received / octets + pipeline) - sent;
            SendAll(due);
            sent += due;
        }
    }

    public void Dispose() => _socket.Dispose();

    private void SendAll(int messages)
    {
        for (var rest = _output.AsSpan(0, messages * octets); !rest.IsEmpty;)
            rest = rest[_socket.Send(rest)..];
    }

    private static Socket Connect(EndPoint server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(server);
        return socket;
    }
}
