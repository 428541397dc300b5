using Akka.Actor;
using Akka.Configuration;
using AkkaH2.Actors;

namespace AkkaH2.Tests.Actors;

/// <summary>The application makes actors while <c>system.Http2()</c> adds to the pipeline that they pass.</summary>
public sealed class ActorPipelineTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly ActorSystem _system = ActorSystem.Create("pipeline", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }"));

    private ActorProducerPipelineResolver Pipeline => ((ExtendedActorSystem)_system).ActorPipelineResolver;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate().WaitAsync(Deadline);

    /// <summary>Where this fails with a new version of Akka.NET, that has no list of plugins any more that <see cref="ActorPipeline"/> could replace.</summary>
    [Fact]
    public async Task An_actor_that_is_being_made_when_the_extension_begins_lives()
    {
        using var holding = new Holding();
        ActorPipeline.Add(Pipeline, holding);
        var actor = _system.ActorOf(Props.Create(() => new Echo()));
        await holding.Begun.WaitAsync(Deadline);

        _system.Http2();
        holding.Release();

        Assert.Equal("alive", await actor.Ask<string>("alive", Deadline));
    }

    [Fact]
    public void A_plugin_is_registered_behind_those_that_were_there()
    {
        var before = Pipeline.TotalPluginCount;
        using var holding = new Holding();
        ActorPipeline.Add(Pipeline, holding);

        Assert.True(Pipeline.IsRegistered(holding));
        Assert.Equal(before + 1, Pipeline.TotalPluginCount);
    }

    /// <summary>Holds up the making of the first <see cref="Echo"/> where the plugins that are for it are looked for.</summary>
    private sealed class Holding : ActorProducerPluginBase, IDisposable
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _released = new();

        public Task Begun => _begun.Task;

        public void Release() => _released.Set();

        public void Dispose() => _released.Dispose();

        public override bool CanBeAppliedTo(Type actorType)
        {
            if (actorType != typeof(Echo))
                return false;

            _begun.TrySetResult();
            return _released.Wait(Deadline);
        }
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }
}
