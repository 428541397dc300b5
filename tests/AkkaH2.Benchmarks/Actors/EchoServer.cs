using System.Net;
using Akka.Actor;
using Akka.IO;

namespace AkkaH2.Benchmarks.Actors;

/// <summary>Binds a free port of the loopback and writes back what each connection receives. Answers a string with its end point.</summary>
internal sealed class EchoServer : UntypedActor, IWithUnboundedStash
{
    private EndPoint? _bound;

    public IStash Stash { get; set; } = null!;

    protected override void PreStart() => Context.System.Tcp().Tell(new Tcp.Bind(Self, new IPEndPoint(IPAddress.Loopback, 0)));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Bound bound: _bound = bound.LocalAddress; Stash.UnstashAll(); break;
            case string when _bound is null: Stash.Stash(); break;
            case string: Sender.Tell(_bound); break;
            case Tcp.Connected: Sender.Tell(new Tcp.Register(Context.ActorOf(Props.Create(() => new Echo())))); break;
            default: Unhandled(message); break;
        }
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Tcp.Received received: Sender.Tell(Tcp.Write.Create(received.Data)); break;
                case Tcp.ConnectionClosed: Context.Stop(Self); break;
                default: Unhandled(message); break;
            }
        }
    }
}
