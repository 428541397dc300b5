using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>"Extensions will only be loaded once per ActorSystem", on demand or when the system is created.</summary>
public sealed class ExtensionTests : TestKit
{
    [Fact]
    public void An_extension_is_created_once_however_many_ask_at_a_time()
    {
        var found = new Counted[64];

        Parallel.For(0, found.Length, i => found[i] = CountedProvider.Instance.Apply(Sys));

        Assert.All(found, counted => Assert.Same(found[0], counted));
        Assert.Equal(1, found[0].Created(Sys));
    }

    [Fact]
    public void Each_system_has_its_own()
    {
        var other = ActorSystem.Create("other");

        Assert.NotSame(CountedProvider.Instance.Apply(Sys), CountedProvider.Instance.Apply(other));

        Shutdown(other);
    }

    [Fact]
    public void It_can_be_had_by_type_once_it_is_registered()
    {
        Assert.False(Sys.HasExtension<Counted>());

        var registered = Sys.RegisterExtension(CountedProvider.Instance);

        Assert.True(Sys.HasExtension<Counted>());
        Assert.Same(registered, Sys.GetExtension<Counted>());
        Assert.True(Sys.TryGetExtension<Counted>(out var found));
        Assert.Same(registered, found);
    }

    [Fact]
    public void The_configuration_can_load_it_at_the_start()
    {
        var system = ActorSystem.Create("loader", ConfigurationFactory.ParseString(
            $"akka.extensions = [\"{typeof(CountedProvider).FullName}, {typeof(CountedProvider).Assembly.GetName().Name}\"]"));

        Assert.True(system.HasExtension<Counted>());

        Shutdown(system);
    }

    [Fact]
    public void An_extension_whose_creation_fails_fails_for_who_asks()
    {
        Assert.ThrowsAny<Exception>(() => new FailingProvider().Apply(Sys));
    }

    public sealed class Counted(ActorSystem system) : IExtension
    {
        private static readonly System.Collections.Concurrent.ConcurrentDictionary<ActorSystem, int> Creations = new();

        private readonly int _created = Creations.AddOrUpdate(system, 1, (_, count) => count + 1);

        public int Created(ActorSystem of) => Math.Max(_created, Creations[of]);
    }

    public sealed class CountedProvider : ExtensionIdProvider<Counted>
    {
        public static CountedProvider Instance { get; } = new();

        public override Counted CreateExtension(ExtendedActorSystem system) => new(system);
    }

    public sealed class Failing : IExtension;

    public sealed class FailingProvider : ExtensionIdProvider<Failing>
    {
        public override Failing CreateExtension(ExtendedActorSystem system) => throw new InvalidOperationException("no");
    }
}
