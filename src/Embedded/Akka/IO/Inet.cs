using System.Net.Sockets;

namespace Akka.IO;

/// <summary>Socket options, applied at the moment they name.</summary>
public class Inet
{
    public abstract class SocketOption
    {
        public virtual void BeforeDatagramBind(Socket ds) { }

        public virtual void BeforeServerSocketBind(Socket ss) { }

        public virtual void BeforeConnect(Socket s) { }

        public virtual void AfterConnect(Socket s) { }
    }

    public static class SO
    {
        public class ReceiveBufferSize(int size) : SocketOption
        {
            public override void BeforeServerSocketBind(Socket ss) => ss.ReceiveBufferSize = size;

            public override void BeforeDatagramBind(Socket ds) => ds.ReceiveBufferSize = size;

            public override void BeforeConnect(Socket s) => s.ReceiveBufferSize = size;
        }

        public class SendBufferSize(int size) : SocketOption
        {
            public override void AfterConnect(Socket s) => s.SendBufferSize = size;
        }

        public class ReuseAddress(bool on) : SocketOption
        {
            public override void BeforeServerSocketBind(Socket ss) => Apply(ss);

            public override void BeforeDatagramBind(Socket ds) => Apply(ds);

            public override void BeforeConnect(Socket s) => Apply(s);

            private void Apply(Socket socket) => socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, on);
        }
    }
}
