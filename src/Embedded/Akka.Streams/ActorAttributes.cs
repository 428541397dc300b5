using Akka.Streams.Supervision;

namespace Akka.Streams;

public static class ActorAttributes
{
    internal const string IODispatcherName = "akka.stream.default-blocking-io-dispatcher";

    public static Dispatcher IODispatcher { get; } = new(IODispatcherName);

    public static Attributes CreateDispatcher(string dispatcherName) => new(new Dispatcher(dispatcherName));

    public static Attributes CreateSupervisionStrategy(Decider strategy) => new(new SupervisionStrategy(strategy));

    public static Attributes CreateSyncProcessingLimit(int limit) => new(new SyncProcessingLimit(limit));

    internal static Decider GetDecider(this Attributes attributes) =>
        attributes.GetAttribute<SupervisionStrategy>()?.Decider ?? Deciders.StoppingDecider;

    public sealed class Dispatcher(string name) : Attributes.IMandatoryAttribute
    {
        public readonly string Name = name;

        public override bool Equals(object? obj) => obj is Dispatcher other && Name == other.Name;

        public override int GetHashCode() => Name.GetHashCode();

        public override string ToString() => $"Dispatcher({Name})";
    }

    public sealed class SupervisionStrategy(Decider decider) : Attributes.IMandatoryAttribute
    {
        public readonly Decider Decider = decider;

        public override string ToString() => "SupervisionStrategy";
    }

    /// <summary>How many events an island processes before it lets other actors run.</summary>
    public sealed class SyncProcessingLimit(int limit) : Attributes.IMandatoryAttribute
    {
        public int Limit => limit;

        public override string ToString() => $"SyncProcessingLimit({limit})";
    }
}
