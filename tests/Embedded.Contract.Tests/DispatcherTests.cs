using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>Dispatchers are chosen by configuration path, and may be the application's own by the name of its configurator.</summary>
public sealed class DispatcherTests() : TestKit(Configuration)
{
    private static readonly string Configuration = $$"""
        own-dispatcher {
          type = "{{typeof(OneThreadConfigurator).FullName}}, {{typeof(OneThreadConfigurator).Assembly.GetName().Name}}"
          throughput = 7
          thread-name = "one of our own"
        }
        pinned { type = PinnedDispatcher }
        single { type = Dispatcher, throughput = 1 }
        akka.actor.deployment {
          /deployed { dispatcher = own-dispatcher }
        }
        """;

    [Fact]
    public void The_default_dispatcher_runs_where_none_is_named()
    {
        Assert.Equal("akka.actor.default-dispatcher", Dispatchers.DefaultDispatcherId);
        Assert.Equal(Dispatchers.DefaultDispatcherId, Sys.Dispatchers.DefaultGlobalDispatcher.Id);
        Assert.Same(Sys.Dispatchers.DefaultGlobalDispatcher, Sys.Dispatchers.Lookup(Dispatchers.DefaultDispatcherId));
    }

    [Fact]
    public void An_application_may_bring_a_dispatcher_of_its_own()
    {
        Assert.IsType<OneThread>(Sys.Dispatchers.Lookup("own-dispatcher"));

        Assert.Equal("one of our own", ThreadOf(ReporterOn("own-dispatcher")));
    }

    [Fact]
    public void A_dispatcher_is_looked_up_once() => Assert.Same(Sys.Dispatchers.Lookup("own-dispatcher"), Sys.Dispatchers.Lookup("own-dispatcher"));

    [Fact]
    public void Throughput_comes_from_the_configuration()
    {
        Assert.Equal(7, Sys.Dispatchers.Lookup("own-dispatcher").Throughput);
        Assert.Equal(1, Sys.Dispatchers.Lookup("single").Throughput);
    }

    [Fact]
    public void The_deployment_section_may_name_the_dispatcher()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Reporter()), "deployed");

        Assert.Equal("one of our own", ThreadOf(actor));
    }

    [Fact]
    public void A_pinned_actor_always_runs_on_the_same_thread()
    {
        var actor = ReporterOn("pinned");

        var threads = Enumerable.Range(0, 100).Select(_ => ThreadIdOf(actor)).Distinct();

        Assert.Single(threads);
    }

    [Fact]
    public void Two_pinned_actors_do_not_share_their_thread() => Assert.NotEqual(ThreadIdOf(ReporterOn("pinned")), ThreadIdOf(ReporterOn("pinned")));

    [Fact]
    public void A_dispatcher_that_is_not_configured_is_an_error() =>
        Assert.Throws<ConfigurationException>(() => Sys.ActorOf(Props.Create(() => new Reporter()).WithDispatcher("no.such.dispatcher")));

    [Fact]
    public void What_is_scheduled_on_a_dispatcher_runs_there()
    {
        Sys.Dispatchers.Lookup("own-dispatcher").Schedule(() => TestActor.Tell(Thread.CurrentThread.Name!, ActorRefs.NoSender));

        ExpectMsg("one of our own");
    }

    private IActorRef ReporterOn(string dispatcher) => Sys.ActorOf(Props.Create(() => new Reporter()).WithDispatcher(dispatcher));

    private string? ThreadOf(IActorRef actor)
    {
        actor.Tell("name");
        return ExpectMsg<string>();
    }

    private int ThreadIdOf(IActorRef actor)
    {
        actor.Tell("id");
        return ExpectMsg<int>();
    }

    private sealed class Reporter : UntypedActor
    {
        protected override void OnReceive(object message) =>
            Sender.Tell(message is "id" ? Environment.CurrentManagedThreadId : Thread.CurrentThread.Name ?? "a thread without a name");
    }

    public sealed class OneThreadConfigurator : MessageDispatcherConfigurator
    {
        private readonly OneThread _dispatcher;

        public OneThreadConfigurator(Config config, IDispatcherPrerequisites prerequisites)
            : base(config, prerequisites) => _dispatcher = new OneThread(this, config);

        public override MessageDispatcher Dispatcher() => _dispatcher;
    }

    /// <summary>Runs its actors on one thread of its own.</summary>
    public sealed class OneThread : MessageDispatcher
    {
        private readonly BlockingCollection<IRunnable> _work = [];

        public OneThread(MessageDispatcherConfigurator configurator, Config config)
            : base(configurator)
        {
            Throughput = config.GetInt("throughput");
            new Thread(Work) { IsBackground = true, Name = config.GetString("thread-name") }.Start();
        }

        protected override void ExecuteTask(IRunnable run) => _work.TryAdd(run);

        protected override void Shutdown() => _work.CompleteAdding();

        private void Work()
        {
            foreach (var run in _work.GetConsumingEnumerable())
                run.Run();
        }
    }
}
