using System.Text;
using Akka.Actor;
using Akka.Configuration;
using Akka.Streams.Dsl;
using AkkaH2.TestKit;
using AkkaH2.Wire;

namespace AkkaH2.Tests.TestKit;

/// <summary>The kit with which users test their endpoints shows all that a client can see.</summary>
public sealed class EndpointProbeTests
{
    [Fact]
    public async Task Each_form_of_a_function_runs_without_a_cast()
    {
        var get = TestRequest.Get("/orders/7");
        Assert.Equal("exchange", (await TestExchange.RunAsync(x => x.Respond("exchange"), get)).Text);
        Assert.Equal("later", (await TestExchange.RunAsync(
            async x =>
            {
                await Task.Yield();
                x.Respond("later");
            },
            get)).Text);
        Assert.Equal("/orders/7", (await TestExchange.RunAsync(request => Response.Text(request.Path), get)).Text);
        Assert.Equal("7", (await TestExchange.RunAsync(
            async request =>
            {
                await Task.Yield();
                return Response.Text(request.Route["id"]);
            },
            get,
            "/orders/{id}")).Text);
    }

    [Fact]
    public async Task A_flow_and_an_actor_run_too()
    {
        Assert.Equal(203, (await TestExchange.RunAsync(Flow.FromFunction<Request, Response>(_ => Response.Empty(203)), TestRequest.Get("/"))).Status);

        using var system = ActorSystem.Create("own", ConfigurationFactory.ParseString("akka.loglevel = OFF"));
        var actor = system.ActorOf(Props.Create(() => new Greeter()));
        Assert.Equal("hello, world", (await TestExchange.RunAsync(system, actor, TestRequest.Post("/", "world"))).Text);
        Assert.Equal("hello, again", (await TestExchange.RunAsync(system, actor, TestRequest.Post("/greet", "again"), "/greet")).Text);
    }

    [Fact]
    public async Task A_whole_response_has_all_its_parts()
    {
        var response = await TestExchange.RunAsync(
            async x =>
            {
                x.SendInformational(103, Headers.Of(("link", "</style.css>")));
                Assert.Equal(PushOutcome.Pushed, await x.PushAsync("/style.css"));
                var text = Encoding.UTF8.GetString(await x.Request.Body.ReadToEndAsync(100));
                var body = x.RespondStreaming(201, Headers.Of(("x-got", $"{x.Request.Headers["x-sent"]} {text}")));
                await body.WriteAsync("ab"u8.ToArray());
                await body.WriteAsync("cd"u8.ToArray());
                body.Complete(Headers.Of(("x-trailer", "end")));
            },
            TestRequest.Post("/", "body").With("X-Sent", "field"));
        Assert.Equal((201, "field body", "abcd", "end"), (response.Status, response.Headers["x-got"], response.Text, response.Trailers["x-trailer"]));
        Assert.Equal((103, "</style.css>"), (Assert.Single(response.Informational).Status, response.Informational[0].Headers["link"]));
        Assert.Equal("/style.css", Assert.Single(response.Pushes));
    }

    [Fact]
    public async Task Trailers_of_a_request_arrive()
    {
        await using var probe = await EndpointProbe.StartAsync(e => e.Map("POST", "/", async x =>
        {
            var body = Encoding.UTF8.GetString(await x.Request.Body.ReadToEndAsync(100));
            x.Respond($"{body} {x.Request.Body.Trailers["x-sum"]}");
        }));
        var exchange = await probe.BeginAsync(TestRequest.Streaming("POST", "/"));
        await exchange.WriteAsync("one "u8.ToArray());
        await exchange.WriteAsync("two"u8.ToArray());
        await exchange.CompleteAsync(Headers.Of(("x-sum", "2")));
        Assert.Equal("one two 2", (await exchange.ResponseAsync()).Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reset_by_the_endpoint_is_an_exception_with_its_code(bool afterTheHead)
    {
        var reset = await Assert.ThrowsAsync<StreamAbortedException>(() => TestExchange.RunAsync(
            async x =>
            {
                if (afterTheHead)
                    await x.RespondStreaming().FlushAsync();
                x.Reset(ErrorCode.EnhanceYourCalm);
            },
            TestRequest.Get("/")));
        Assert.Equal(ErrorCode.EnhanceYourCalm, reset.PeerReset);
    }

    [Fact]
    public async Task An_endpoint_learns_that_the_client_is_gone()
    {
        var (started, aborted) = (new TaskCompletionSource(), new TaskCompletionSource<ErrorCode?>());
        await using var probe = await EndpointProbe.StartAsync(e => e.Map("GET", "/", async x =>
        {
            x.Aborted.Register(() => aborted.SetResult(x.PeerReset));
            started.SetResult();
            await aborted.Task;
        }));
        var exchange = await probe.BeginAsync(TestRequest.Get("/"));
        await started.Task.WaitAsync(TestExchange.Patience);
        probe.Disconnect();
        Assert.Null(await aborted.Task.WaitAsync(TestExchange.Patience));
        Assert.Null((await Assert.ThrowsAsync<StreamAbortedException>(exchange.ResponseAsync)).PeerReset);
    }

    [Fact]
    public async Task A_body_that_the_test_does_not_read_holds_up_its_writer()
    {
        const int SendBuffer = 4 * 65_536; // of a stream that is alone
        var written = 0;
        var full = new TaskCompletionSource();
        await using var probe = await EndpointProbe.StartAsync(e => e.Map("GET", "/", async x =>
        {
            var body = x.RespondStreaming();
            while (written < 4 << 20)
            {
                var write = body.WriteAsync(new byte[64 << 10]);
                written += 64 << 10;
                if (!write.IsCompleted && written >= SendBuffer)
                    full.TrySetResult();
                await write;
            }
        }));
        var exchange = await probe.BeginAsync(TestRequest.Get("/"));
        await full.Task.WaitAsync(TestExchange.Patience);
        Assert.True(written < 2 * SendBuffer, $"{written} octets written");
        Assert.Equal(4 << 20, (await exchange.ResponseAsync()).Body.Length);
    }

    [Fact]
    public async Task The_configuration_of_the_probe_counts()
    {
        await using var probe = await EndpointProbe.StartAsync(
            e => e.Map("POST", "/", async x => x.Respond($"{(await x.Request.Body.ReadToEndAsync(100)).Length}")),
            ConfigurationFactory.ParseString("akka.h2.max-request-body-size = 3"));
        Assert.Equal("3", (await probe.SendAsync(TestRequest.Post("/", "abc"))).Text);
        Assert.Equal(413, (await probe.SendAsync(TestRequest.Post("/", "abcd"))).Status);
    }

    [Fact]
    public async Task A_tunnel_goes_both_ways()
    {
        await using var probe = await EndpointProbe.StartAsync(e => e.MapConnect("connect-udp", "/udp", async x =>
        {
            await using var tunnel = x.OpenTunnel();
            await tunnel.CopyToAsync(tunnel);
        }));
        var exchange = await probe.BeginAsync(TestRequest.Streaming("CONNECT", "/udp") with { Protocol = "connect-udp" });
        await exchange.WriteAsync("through"u8.ToArray());
        await exchange.CompleteAsync();
        Assert.Equal("through", (await exchange.ResponseAsync()).Text);
    }

    private sealed class Greeter : ReceiveActor
    {
        public Greeter() => ReceiveAsync<Request>(async request =>
        {
            var sender = Sender;
            sender.Tell(Response.Text($"hello, {Encoding.UTF8.GetString(await request.Body.ReadToEndAsync(100))}"));
        });
    }
}
