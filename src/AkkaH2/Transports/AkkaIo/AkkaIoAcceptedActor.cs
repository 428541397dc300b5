namespace AkkaH2.Transports.AkkaIo;

/// <summary>A connection that a listener accepted.</summary>
internal sealed class AkkaIoAcceptedActor(Adopt adopt) : AkkaIoConnectionActor
{
    protected override void PreStart()
    {
        var connection = Begin(adopt.Tcp, adopt.Connected, adopt.Settings);
        if (!adopt.Listener.Offer(connection)) connection.Abort();
    }

    protected override void OnReceive(object message) => Unhandled(message);
}
