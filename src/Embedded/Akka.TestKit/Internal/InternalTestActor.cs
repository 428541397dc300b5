using Akka.Actor;
using static Akka.TestKit.TestActor;

namespace Akka.TestKit.Internal;

/// <summary>Queues what it receives for the expectations of one TestKit.</summary>
internal sealed class InternalTestActor(MessageQueue queue) : ActorBase
{
    private Ignore? _ignore;
    private AutoPilot _autoPilot = NoAutoPilot.Instance;

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case SetIgnore ignore:       _ignore = ignore.Ignore; break;
            case Watch watch:            Context.Watch(watch.Actor); break;
            case Unwatch unwatch:        Context.Unwatch(unwatch.Actor); break;
            case SetAutoPilot autoPilot: _autoPilot = autoPilot.AutoPilot; break;
            default:                     OnMessage(message); break;
        }
        return true;
    }

    private void OnMessage(object message)
    {
        var next = _autoPilot.Run(Sender, message);
        if (next is not KeepRunning)
            _autoPilot = next;
        if (_ignore?.Invoke(message) != true)
            queue.Enqueue(new RealMessageEnvelope(message, Sender));
    }
}
