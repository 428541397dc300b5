using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.Stage;
using Akka.Streams.TestKit;

namespace AkkaH2.Tests.AkkaAssumptions;

public sealed class StreamAssumptions() : AssumptionTest($$"""
    one-thread {
      id = one-thread
      type = "{{typeof(OneThreadConfigurator).AssemblyQualifiedName}}"
      throughput = 5
    }
    """)
{
    /// <summary>ConnectionActor: its pipeline runs on the dispatcher of the connection, so a read and its answers are one turn.</summary>
    [Fact]
    public async Task Stages_run_where_the_settings_of_their_materializer_say()
    {
        var materializer = ActorMaterializer.Create(Sys, ActorMaterializerSettings.Create(Sys).WithDispatcher("one-thread"));
        var names = await Source.From([1, 2]).Select(_ => Thread.CurrentThread.Name).RunWith(Sink.Seq<string?>(), materializer).WaitAsync(Deadline);
        Assert.All(names, name => Assert.Equal(OneThreadDispatcher.ThreadName, name));
    }

    /// <summary>ConnectionActor: its pipeline stops with it, whatever the transport does.</summary>
    [Fact]
    public async Task A_stream_stops_with_the_actor_whose_context_made_its_materializer()
    {
        var (running, stopped) = (new TaskCompletionSource<IActorRef>(), new TaskCompletionSource());
        var owner = Sys.ActorOf(Props.Create(() => new Owner(new Endless(running, stopped))));
        await running.Task.WaitAsync(Deadline);
        Sys.Stop(owner);
        await stopped.Task.WaitAsync(Deadline);
    }

    /// <summary>BridgeStage: what a connection still tells to a pipeline that has ended is lost without an error; the connection is told that it has ended.</summary>
    [Fact]
    public async Task A_stage_actor_ends_with_its_stage()
    {
        var (running, stopped) = (new TaskCompletionSource<IActorRef>(), new TaskCompletionSource());
        var stop = Source.FromGraph(new Endless(running, stopped)).ViaMaterialized(KillSwitches.Single<int>(), Keep.Right).To(Sink.Ignore<int>()).Run(Sys.Materializer());
        Watch(await running.Task.WaitAsync(Deadline));
        stop.Shutdown();
        await ExpectMsgAsync<Terminated>(Deadline);
        await stopped.Task.WaitAsync(Deadline);
    }

    /// <summary>TransportSource and TransportSink: a read or a write may complete after the graph has ended.</summary>
    [Fact]
    public async Task An_async_callback_that_comes_after_the_end_of_its_stage_is_dropped()
    {
        var (callback, stopped) = (new TaskCompletionSource<Action>(), new TaskCompletionSource());
        var called = false;
        var stop = Source.FromGraph(new Calling(callback, stopped, () => called = true)).ViaMaterialized(KillSwitches.Single<int>(), Keep.Right).To(Sink.Ignore<int>()).Run(Sys.Materializer());
        var call = await callback.Task.WaitAsync(Deadline);
        stop.Shutdown();
        await stopped.Task.WaitAsync(Deadline);
        call();
        // Another stage of the same materializer has run since.
        await Source.Single(1).RunWith(Sink.Ignore<int>(), Sys.Materializer()).WaitAsync(Deadline);
        Assert.False(called);
    }

    /// <summary>BridgeStage: the peer's half of a connection may end before ours.</summary>
    [Fact]
    public void An_inlet_may_close_while_the_outlet_goes_on()
    {
        var (source, sink) = this.SourceProbe<int>().Via(new HalfClosing()).ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(Sys.Materializer());
        sink.Request(2);
        source.SendNext(1);
        sink.ExpectNext(1);
        source.SendComplete();
        sink.ExpectNext(-1);
        sink.RequestNext(-1);
        sink.Cancel();
    }

    /// <summary>FrameEncoderStage and the others: what a stage holds goes back in PostStop, which is called however the stage ends.</summary>
    [Fact]
    public async Task PostStop_is_called_when_a_stage_fails()
    {
        var (running, stopped) = (new TaskCompletionSource<IActorRef>(), new TaskCompletionSource());
        var failed = Source.FromGraph(new Endless(running, stopped)).Select<int, int, Akka.NotUsed>(_ => throw new NotSupportedException()).RunWith(Sink.Ignore<int>(), Sys.Materializer());
        await stopped.Task.WaitAsync(Deadline);
        await Assert.ThrowsAsync<NotSupportedException>(() => failed.WaitAsync(Deadline));
    }

    private sealed class Owner : ReceiveActor
    {
        public Owner(Endless source) => Source.FromGraph(source).To(Sink.Ignore<int>()).Run(Context.Materializer());
    }

    private sealed class Endless(TaskCompletionSource<IActorRef> running, TaskCompletionSource stopped) : GraphStage<SourceShape<int>>
    {
        private readonly Outlet<int> _out = new("Endless.out");
        private readonly TaskCompletionSource<IActorRef> _running = running;
        private readonly TaskCompletionSource _stopped = stopped;

        public override SourceShape<int> Shape => new(_out);

        protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

        private sealed class Logic : OutGraphStageLogic
        {
            private readonly Endless _stage;

            public Logic(Endless stage)
                : base(stage.Shape)
            {
                _stage = stage;
                SetHandler(stage._out, this);
            }

            public override void PreStart() => _stage._running.SetResult(GetStageActor(_ => { }).Ref);

            public override void OnPull() => Push(_stage._out, 0);

            public override void PostStop() => _stage._stopped.SetResult();
        }
    }

    private sealed class Calling(TaskCompletionSource<Action> callback, TaskCompletionSource stopped, Action onCall) : GraphStage<SourceShape<int>>
    {
        private readonly Outlet<int> _out = new("Calling.out");
        private readonly TaskCompletionSource<Action> _callback = callback;
        private readonly TaskCompletionSource _stopped = stopped;
        private readonly Action _onCall = onCall;

        public override SourceShape<int> Shape => new(_out);

        protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

        private sealed class Logic : OutGraphStageLogic
        {
            private readonly Calling _stage;

            public Logic(Calling stage)
                : base(stage.Shape)
            {
                _stage = stage;
                SetHandler(stage._out, this);
            }

            public override void PreStart() => _stage._callback.SetResult(GetAsyncCallback(_stage._onCall));

            public override void OnPull()
            {
            }

            public override void PostStop() => _stage._stopped.SetResult();
        }
    }

    private sealed class HalfClosing : GraphStage<FlowShape<int, int>>
    {
        private readonly Inlet<int> _in = new("HalfClosing.in");
        private readonly Outlet<int> _out = new("HalfClosing.out");

        public override FlowShape<int, int> Shape => new(_in, _out);

        protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

        private sealed class Logic : InAndOutGraphStageLogic
        {
            private readonly HalfClosing _stage;

            public Logic(HalfClosing stage)
                : base(stage.Shape)
            {
                _stage = stage;
                SetHandlers(stage._in, stage._out, this);
            }

            public override void PreStart() => Pull(_stage._in);

            public override void OnPush()
            {
                Push(_stage._out, Grab(_stage._in));
                Pull(_stage._in);
            }

            public override void OnPull()
            {
                if (IsClosed(_stage._in))
                    Push(_stage._out, -1);
            }

            public override void OnUpstreamFinish()
            {
                if (IsAvailable(_stage._out))
                    Push(_stage._out, -1);
            }
        }
    }
}
