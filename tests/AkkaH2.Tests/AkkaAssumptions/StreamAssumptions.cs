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
    /// <summary>Pipeline: it runs on the dispatcher of the connection, so a read and its answers are one turn.</summary>
    [Fact]
    public async Task Stages_run_where_an_attribute_of_their_run_says()
    {
        var graph = Source.From([1, 2]).Select(_ => Thread.CurrentThread.Name).ToMaterialized(Sink.Seq<string?>(), Keep.Right);
        var names = await Sys.Materializer().Materialize(graph, new Attributes(new ActorAttributes.Dispatcher("one-thread"))).WaitAsync(Deadline);
        Assert.All(names, name => Assert.Equal(OneThreadDispatcher.ThreadName, name));
    }

    /// <summary>Pipeline: a graph that was fused once is run for each connection, with an attribute of its own, also at the same time.</summary>
    [Fact]
    public async Task A_fused_graph_is_run_again_and_again_and_each_run_has_its_own_attributes()
    {
        var graph = Fusing.Aggressive(Source.FromGraph(new Named()).ToMaterialized(Sink.First<string>(), Keep.Right));
        var runs = Enumerable.Range(0, 100).AsParallel().Select(run => (run, Name: Sys.Materializer().Materialize(graph, Attributes.CreateName($"{run}")))).ToList();
        foreach (var (run, name) in runs)
            Assert.Equal($"{run}", await name.WaitAsync(Deadline));
    }

    /// <summary>BridgeStage: the connection has the callback before the stage runs; what it says then is not lost.</summary>
    [Fact]
    public async Task An_async_callback_of_the_constructor_takes_calls_before_the_start()
    {
        var called = new TaskCompletionSource<int>();
        Source.FromGraph(new CalledEarly(called)).To(Sink.Ignore<int>()).Run(Sys.Materializer());
        Assert.Equal(7, await called.Task.WaitAsync(Deadline));
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

    /// <summary>EncoderStage and the others: what a stage holds goes back in PostStop, which is called however the stage ends.</summary>
    [Fact]
    public async Task PostStop_is_called_when_a_stage_fails()
    {
        var stopped = new TaskCompletionSource();
        var failed = Source.FromGraph(new Endless(stopped)).Select<int, int, Akka.NotUsed>(_ => throw new NotSupportedException()).RunWith(Sink.Ignore<int>(), Sys.Materializer());
        await stopped.Task.WaitAsync(Deadline);
        await Assert.ThrowsAsync<NotSupportedException>(() => failed.WaitAsync(Deadline));
    }

    private sealed class Named : GraphStage<SourceShape<string>>
    {
        private readonly Outlet<string> _out = new("Named.out");

        public override SourceShape<string> Shape => new(_out);

        protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, inheritedAttributes.GetAttribute<Attributes.Name>().Value);

        private sealed class Logic : OutGraphStageLogic
        {
            private readonly Named _stage;
            private readonly string _name;

            public Logic(Named stage, string name)
                : base(0, 1)
            {
                (_stage, _name) = (stage, name);
                SetHandler(stage._out, this);
            }

            public override void OnPull() => Push(_stage._out, _name);
        }
    }

    private sealed class CalledEarly(TaskCompletionSource<int> called) : GraphStage<SourceShape<int>>
    {
        private readonly Outlet<int> _out = new("CalledEarly.out");
        private readonly TaskCompletionSource<int> _called = called;

        public override SourceShape<int> Shape => new(_out);

        protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

        private sealed class Logic : OutGraphStageLogic
        {
            private readonly CalledEarly _stage;

            public Logic(CalledEarly stage)
                : base(0, 1)
            {
                _stage = stage;
                SetHandler(stage._out, this);
                GetTypedAsyncCallback<int>(OnCall).Invoke(7);
            }

            public override void OnPull()
            {
            }

            private void OnCall(int value)
            {
                _stage._called.SetResult(value);
                CompleteStage();
            }
        }
    }

    private sealed class Endless(TaskCompletionSource stopped) : GraphStage<SourceShape<int>>
    {
        private readonly Outlet<int> _out = new("Endless.out");
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
