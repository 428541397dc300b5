using Akka.Actor;

namespace AkkaH2.Actors;

/// <summary>What answers a request, as far as a StreamActor needs to know.</summary>
internal abstract class Endpoint
{
    private Endpoint()
    {
    }

    /// <summary>A function. Its task is the work: the stream's slot is held until it ends.</summary>
    public sealed class Function(string name, Func<Exchange, Task> call) : Endpoint
    {
        private int _slow;

        public string Name { get; } = name;

        public Func<Exchange, Task> Call { get; } = call;

        /// <summary>True once it was seen to hold up its thread: it runs on the thread pool from then on.</summary>
        public bool IsSlow => Volatile.Read(ref _slow) != 0;

        /// <summary>True for the one caller who saw it first.</summary>
        public bool MarkSlow() => Interlocked.Exchange(ref _slow, 1) == 0;
    }

    /// <summary>An actor: it gets the <see cref="Request"/> with the stream as its sender, and replies a <see cref="Response"/>.</summary>
    public sealed class Actor(IActorRef target) : Endpoint
    {
        public IActorRef Target { get; } = target;
    }
}

/// <summary>Finds the endpoint of a request, and tells the request what its route captured. Never fails: no route is an endpoint too (404).</summary>
internal interface IEndpoints
{
    Endpoint Find(Request request);
}
