using Akka;
using Akka.Actor;
using Akka.Streams.Dsl;

namespace AkkaH2.Remoting;

/// <summary>The body of a response from another node, before anybody reads it. Its <see cref="BodyHost"/> is asked when its octets are, or is told that nobody will ask.</summary>
internal sealed class RemoteOctets(IActorRef host, ExtendedActorSystem system) : IDisposable
{
    private int _isSettled; // 1 once the host was asked, or told

    /// <summary>The octets, to be run once. If they are cancelled before any was asked for, it is as if this were disposed.</summary>
    public Source<ReadOnlyMemory<byte>, NotUsed> Source => Akka.Streams.Dsl.Source.Lazily(Open).WatchTermination((_, ended) =>
    {
        ended.ContinueWith(_ => Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return NotUsed.Instance;
    });

    /// <summary>Nobody reads it, unless somebody does already.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isSettled, 1) == 0)
            host.Tell(CloseBody.Instance, ActorRefs.NoSender);
    }

    private Source<ReadOnlyMemory<byte>, NotUsed> Open()
    {
        _isSettled = 1;
        return BodyReader.Start(host, system).Octets;
    }
}
