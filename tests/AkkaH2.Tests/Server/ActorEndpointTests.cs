using Akka;
using Akka.Actor;
using Akka.Event;
using Akka.Streams.Dsl;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class ActorEndpointTests : ServerTest
{
    [Fact]
    public async Task An_actor_gets_the_request_and_replies_the_response()
    {
        var counters = System.ActorOf(Props.Create(() => new Counters()));
        var peer = await Serve(e => e.MapActor("/counter/{id}", counters));
        await peer.Send(Headers(1).Get("/counter/a").EndStream());
        Assert.Equal("1", (await peer.ExpectResponse(1)).Text);
        await peer.Send(Headers(3).Get("/counter/a").EndStream(), Headers(5).Get("/counter/b").EndStream());
        Assert.Equal("2", (await peer.ExpectResponse(3)).Text);
        Assert.Equal("1", (await peer.ExpectResponse(5)).Text);
    }

    [Fact]
    public async Task A_dead_actor_is_answered_with_503()
    {
        var dead = System.ActorOf(Props.Create(() => new Counters()));
        await dead.GracefulStop(Deadline);
        var peer = await Serve(e => e.MapActor("/", dead));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(503, (await peer.ExpectResponse(1)).Status);
    }

    [Fact]
    public async Task One_that_dies_instead_of_answering_is_answered_with_503()
    {
        var mortal = System.ActorOf(Props.Create(() => new Mortal()));
        var peer = await Serve(e => e.MapActor("/", mortal));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(503, (await peer.ExpectResponse(1)).Status);
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task A_request_that_was_forwarded_to_a_dead_actor_is_answered_with_503_at_once()
    {
        var dead = System.ActorOf(Props.Create(() => new Counters()));
        await dead.GracefulStop(Deadline);
        var router = System.ActorOf(Props.Create(() => new Router(dead)));
        var peer = await Serve(e => e.MapActor("/", router));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(503, (await peer.ExpectResponse(1)).Status);
    }

    [Fact]
    public async Task A_request_that_an_actor_does_not_handle_is_answered_with_500_at_once()
    {
        var deaf = System.ActorOf(Props.Create(() => new Deaf()));
        var peer = await Serve(e => e.OnError(error => Response.Text(error.Cause!.Message, 500)).MapActor("/", deaf));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Contains("does not handle", (await peer.ExpectResponse(1)).Text);
    }

    /// <summary>Such as one that asks another actor, and has an answer of its own where that is dead.</summary>
    [Fact]
    public async Task An_actor_that_lost_the_request_to_a_dead_actor_under_its_own_name_may_still_answer()
    {
        var dead = System.ActorOf(Props.Create(() => new Counters()));
        await dead.GracefulStop(Deadline);
        var lost = new TaskCompletionSource();
        var proxy = System.ActorOf(Props.Create(() => new Proxy(dead, lost)));
        var router = System.ActorOf(Props.Create(() => new Router(dead)));
        var peer = await Serve(e => e.MapActor("/proxy", proxy).MapActor("/router", router));
        await peer.Send(Headers(1).Get("/proxy").EndStream());
        await lost.Task.WaitAsync(Deadline);
        await peer.Send(Headers(3).Get("/router").EndStream());
        Assert.Equal(503, (await peer.ExpectResponse(3)).Status); // so the loss before has been seen too
        proxy.Tell("answer");
        Assert.Equal("without it", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task A_failure_in_reply_is_answered_with_500()
    {
        var failing = System.ActorOf(Props.Create(() => new Failing()));
        var peer = await Serve(e => e.MapActor("/", failing));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task A_second_reply_reaches_no_other_request()
    {
        var talkative = System.ActorOf(Props.Create(() => new Talkative()));
        var peer = await Serve(e => e.MapActor("/", talkative));
        for (var id = 1; id < 40; id += 2)
        {
            await peer.Send(Headers(id).Get("/").EndStream());
            Assert.Equal($"first {(id + 1) / 2}", (await peer.ExpectResponse(id)).Text);
        }
    }

    /// <summary>The StreamActor of the first request has the second one by then.</summary>
    [Fact]
    public async Task A_second_reply_that_comes_while_the_next_request_is_open_reaches_no_other_request()
    {
        var repeating = System.ActorOf(Props.Create(() => new Repeating()));
        var peer = await Serve(e => e.MapActor("/{n}", repeating));
        for (var id = 1; id < 40; id += 2)
        {
            await peer.Send(Headers(id).Get($"/{id}").EndStream());
            Assert.Equal($"/{id}", (await peer.ExpectResponse(id)).Text);
        }
    }

    [Fact]
    public async Task A_second_reply_is_a_dead_letter_at_once()
    {
        var dead = new TaskCompletionSource<object>();
        System.EventStream.Subscribe(System.ActorOf(Props.Create(() => new DeadLetterReader(dead))), typeof(DeadLetter));
        var talkative = System.ActorOf(Props.Create(() => new Talkative()));
        var peer = await Serve(e => e.MapActor("/", talkative));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectResponse(1);
        Assert.Equal("second 1", Text(Assert.IsType<Response>(await dead.Task.WaitAsync(Deadline))));
    }

    [Fact]
    public async Task An_actor_that_throws_may_say_so_before_it_is_restarted()
    {
        var throwing = System.ActorOf(Props.Create(() => new Throwing()));
        var peer = await Serve(e => e.OnError(error => Response.Text(error.Cause!.Message, 500)).MapActor("/", throwing));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("boom", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task A_reply_that_may_not_stand_in_HTTP_2_is_answered_with_500_and_harms_nobody_else()
    {
        var odd = System.ActorOf(Props.Create(() => new Odd()));
        var peer = await Serve(e => e.MapActor("/{what}", odd));
        await peer.Send(Headers(1).Get("/status").EndStream(), Headers(3).Get("/hint").EndStream(), Headers(5).Get("/field").EndStream(), Headers(7).Get("/right").EndStream());
        for (var id = 1; id < 7; id += 2)
            Assert.Equal(500, (await peer.ExpectResponse(id)).Status);
        Assert.Equal("right 4", (await peer.ExpectResponse(7)).Text); // it was not restarted
    }

    /// <summary>More often than there are slots: each of them is free again.</summary>
    [Theory]
    [InlineData("/no-source")]
    [InlineData("/no-headers")]
    [InlineData("/no-cause")]
    public async Task Whatever_is_wrong_with_a_reply_its_request_is_answered_and_its_slot_is_free_again(string path)
    {
        var unusable = System.ActorOf(Props.Create(() => new Unusable()));
        var peer = await Serve(e => e.MapActor("/{what}", unusable));
        for (var id = 1; id < 500; id += 2)
        {
            await peer.Send(Headers(id).Get(path).EndStream());
            Assert.Equal(500, (await peer.ExpectResponse(id)).Status);
        }

        await peer.Send(Headers(501).Get("/right").EndStream());
        Assert.Equal("right", (await peer.ExpectResponse(501)).Text);
    }

    [Fact]
    public async Task A_reply_that_is_no_answer_fails_the_request_at_once()
    {
        var rambling = System.ActorOf(Props.Create(() => new Rambling()));
        var peer = await Serve(e => e.MapActor("/", rambling).OnError(error => Response.Text(error.Cause!.Message, 500)));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Contains("System.String, which is no response", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task An_actor_on_the_dispatcher_of_the_connections_may_forward_to_one_on_another()
    {
        var counters = System.ActorOf(Props.Create(() => new Counters()));
        var router = System.ActorOf(Props.Create(() => new Router(counters)).WithDispatcher(System.Http2().Settings.Dispatcher));
        var peer = await Serve(e => e.MapActor("/{id}", router));
        for (var id = 1; id < 200; id += 2)
            await peer.Send(Headers(id).Get($"/{id % 3}").EndStream());
        var counts = new List<int>[] { [], [], [] };
        for (var id = 1; id < 200; id += 2)
            counts[id % 3].Add(int.Parse((await peer.ExpectResponse(id)).Text));
        // Each was counted once; in which order, streams do not say.
        Assert.All(counts, count => Assert.Equal(Enumerable.Range(1, count.Count), count.Order()));
    }

    [Fact]
    public async Task A_reply_that_comes_after_its_stream_was_reset_reaches_no_other_request()
    {
        var slow = System.ActorOf(Props.Create(() => new Slow()));
        var peer = await Serve(e => e.MapActor("/{n}", slow));
        await peer.Send(Headers(1).Get("/1").EndStream(), RstStream(1));
        await peer.ExpectAlive();
        await peer.Send(Headers(3).Get("/3").EndStream()); // the actor answers /1 when it gets /3
        Assert.Equal("/3", (await peer.ExpectResponse(3)).Text);
    }

    [Fact]
    public async Task Who_watches_the_sender_learns_that_the_request_is_over()
    {
        var (asked, over) = (new TaskCompletionSource(), new TaskCompletionSource());
        var watching = System.ActorOf(Props.Create(() => new Watching(asked, over)));
        var peer = await Serve(e => e.MapActor("/", watching));
        await peer.Send(Headers(1).Get("/").EndStream());
        await asked.Task.WaitAsync(Deadline);
        await peer.Send(RstStream(1));
        await over.Task.WaitAsync(Deadline);
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task Who_watches_the_sender_learns_that_its_connection_is_lost()
    {
        var (asked, over) = (new TaskCompletionSource(), new TaskCompletionSource());
        var watching = System.ActorOf(Props.Create(() => new Watching(asked, over)));
        var peer = await Serve(e => e.MapActor("/", watching));
        await peer.Send(Headers(1).Get("/").EndStream());
        await asked.Task.WaitAsync(Deadline);
        await peer.DisposeAsync();
        await over.Task.WaitAsync(Deadline);
    }

    [Fact]
    public async Task The_sender_can_be_found_by_its_path_while_the_request_is_open()
    {
        var named = System.ActorOf(Props.Create(() => new Named()));
        var peer = await Serve(e => e.MapActor("/", named));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("by its path", (await peer.ExpectResponse(1)).Text);
    }

    private static string Text(Response response) => global::System.Text.Encoding.UTF8.GetString(response.Body.Octets.Span);

    private sealed class DeadLetterReader : ReceiveActor
    {
        public DeadLetterReader(TaskCompletionSource<object> first) => Receive<DeadLetter>(letter => letter.Message is Response, letter => first.TrySetResult(letter.Message));
    }

    private sealed class Odd : ReceiveActor
    {
        private int _count;

        public Odd() => Receive<Request>(request =>
        {
            _count++;
            if (request.Path == "/hint")
                Sender.Tell(new Informational(200, AkkaH2.Headers.Empty));
            Sender.Tell(request.Path switch
            {
                "/status" => Response.Empty(99),
                "/field" => Response.Empty(200).With("connection", "close"),
                _ => Response.Text($"right {_count}"),
            });
        });
    }

    private sealed class Unusable : ReceiveActor
    {
        public Unusable() => Receive<Request>(request => Sender.Tell(request.Path switch
        {
            "/no-source" => Response.Streamed(Source.Empty<ReadOnlyMemory<byte>>().MapMaterializedValue<NotUsed>(_ => throw new NotSupportedException("this source cannot be run"))),
            "/no-headers" => new Response(200, null!, ResponseBody.From(Source.Empty<ReadOnlyMemory<byte>>())),
            "/no-cause" => new Status.Failure(null),
            _ => Response.Text("right"),
        }));
    }

    private sealed class Rambling : ReceiveActor
    {
        public Rambling() => Receive<Request>(_ =>
        {
            Sender.Tell("by the way");
            Sender.Tell(Response.Text("to the point"));
        });
    }

    private sealed class Router : ReceiveActor
    {
        public Router(IActorRef target) => Receive<Request>(target.Forward);
    }

    private sealed class Deaf : ReceiveActor;

    private sealed class Proxy : ReceiveActor
    {
        private IActorRef _asker = ActorRefs.Nobody;

        public Proxy(IActorRef target, TaskCompletionSource lost)
        {
            Receive<Request>(request =>
            {
                _asker = Sender;
                target.Tell(request, Self);
                lost.TrySetResult();
            });
            Receive<string>(_ => _asker.Tell(Response.Text("without it")));
        }
    }

    private sealed class Slow : ReceiveActor
    {
        private readonly List<(IActorRef Asker, string Path)> _waiting = [];

        public Slow() => Receive<Request>(request =>
        {
            _waiting.Add((Sender, request.Path));
            if (request.Path != "/1")
                foreach (var (asker, path) in _waiting)
                    asker.Tell(Response.Text(path));
        });
    }

    private sealed class Repeating : ReceiveActor
    {
        private Action _again = () => { };

        public Repeating() => Receive<Request>(request =>
        {
            _again();
            var (asker, reply) = (Sender, Response.Text(request.Path));
            asker.Tell(reply);
            _again = () => asker.Tell(reply);
        });
    }

    private sealed class Watching : ReceiveActor
    {
        public Watching(TaskCompletionSource asked, TaskCompletionSource over)
        {
            Receive<Request>(_ =>
            {
                Context.Watch(Sender);
                asked.TrySetResult();
            });
            Receive<Terminated>(_ => over.TrySetResult());
        }
    }

    private sealed class Named : ReceiveActor
    {
        public Named() => Receive<Request>(_ => ((ExtendedActorSystem)Context.System).Provider.ResolveActorRef(Sender.Path).Tell(Response.Text("by its path")));
    }

    private sealed class Counters : ReceiveActor
    {
        private readonly Dictionary<string, int> _counts = [];

        public Counters() => Receive<Request>(request =>
        {
            var count = _counts[request.Route["id"]] = _counts.GetValueOrDefault(request.Route["id"]) + 1;
            Sender.Tell(Response.Text($"{count}"));
        });
    }

    private sealed class Mortal : ReceiveActor
    {
        public Mortal() => Receive<Request>(_ => Context.Stop(Self));
    }

    private sealed class Failing : ReceiveActor
    {
        public Failing() => Receive<Request>(_ => Sender.Tell(new Status.Failure(new InvalidOperationException("boom"))));
    }

    private sealed class Throwing : ReceiveActor
    {
        public Throwing() => Receive<Request>(_ => throw new InvalidOperationException("boom"));

        protected override void PreRestart(Exception reason, object message)
        {
            Sender.Tell(new Status.Failure(reason));
            base.PreRestart(reason, message);
        }
    }

    private sealed class Talkative : ReceiveActor
    {
        private int _count;

        public Talkative() => Receive<Request>(_ =>
        {
            Sender.Tell(Response.Text($"first {++_count}"));
            Sender.Tell(Response.Text($"second {_count}"));
        });
    }
}
