using System.Text.RegularExpressions;
using System.Threading.Channels;
using Akka.Actor;
using AkkaH2.Endpoints;
using AkkaH2.Wire;
using Microsoft.Extensions.Logging;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server.Middleware;

/// <summary>One line for each request, at its end.</summary>
public sealed partial class AccessLogTests() : ServerTest("memory")
{
    private readonly Lines _log = new();

    protected override string Hocon => """
        akka.h2.supervision.exceptions = [{ type = "System.IO.IOException", directive = stop }, { type = "System.TimeoutException", directive = restart }]
        """;

    [Theory]
    [InlineData("GET", "/hello?secret=1", "GET /hello HTTP/2 200 in=0 out=5 # ms PEER trace=- error=-")]
    [InlineData("HEAD", "/hello", "HEAD /hello HTTP/2 200 in=0 out=0 # ms PEER trace=- error=-")]
    [InlineData("GET", "/written", "GET /written HTTP/2 201 in=0 out=7 # ms PEER trace=- error=-")]
    [InlineData("GET", "/actor", "GET /actor HTTP/2 200 in=0 out=8 # ms PEER trace=- error=-")]
    [InlineData("POST", "/echo", "POST /echo HTTP/2 200 in=4 out=4 # ms PEER trace=- error=-")]
    [InlineData("GET", "/nowhere", "GET /nowhere HTTP/2 404 in=0 out=30 # ms PEER trace=- error=-")]
    [InlineData("GET", "/fails", "GET /fails HTTP/2 500 in=0 out=0 # ms PEER trace=- error=System.IO.IOException")]
    [InlineData("GET", "/503", "GET /503 HTTP/2 503 in=0 out=0 # ms PEER trace=- error=503")]
    public async Task It_says_what_was_asked_and_answered(string method, string target, string line)
    {
        var peer = await Serve(Map);
        var request = Headers(1).Request(method, target);
        if (method == "POST")
            await peer.Send(request, Data(1, "body").EndStream());
        else
            await peer.Send(request.EndStream());
        await peer.ExpectResponse(1);
        Assert.Equal(line, await _log.Next());
        await peer.ExpectAlive();
        Assert.Equal(0, _log.Waiting);
    }

    [Fact]
    public async Task It_says_what_the_error_handler_answered()
    {
        var peer = await Serve(e =>
        {
            Map(e);
            e.OnError(_ => Response.Text("sorry", 503));
        });
        await peer.Send(Headers(1).Get("/fails").EndStream());
        Assert.Equal(503, (await peer.ExpectResponse(1)).Status);
        Assert.Equal("GET /fails HTTP/2 503 in=0 out=0 # ms PEER trace=- error=System.IO.IOException", await _log.Next());
    }

    [Fact]
    public async Task A_request_that_is_run_again_has_one_line()
    {
        var runs = 0;
        var peer = await Serve(e => e.UseAccessLog(_log).Map("GET", "/", _ => ++runs == 1 ? throw new TimeoutException() : Response.Text($"run {runs}")));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("run 2", (await peer.ExpectResponse(1)).Text);
        Assert.Equal("GET / HTTP/2 200 in=0 out=5 # ms PEER trace=- error=-", await _log.Next());
        await peer.ExpectAlive();
        Assert.Equal(0, _log.Waiting);
    }

    [Fact]
    public async Task A_request_that_is_run_again_has_no_status_before_its_last_run_responds()
    {
        var runs = 0;
        var running = new TaskCompletionSource();
        var peer = await Serve(e => e.UseAccessLog(_log).Map("GET", "/", async x =>
        {
            if (++runs == 1)
                throw new TimeoutException();
            running.SetResult();
            await Task.Delay(Timeout.Infinite, x.Aborted);
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        await running.Task.WaitAsync(Deadline);
        await peer.Send(RstStream(1, ErrorCode.Cancel));
        Assert.Equal("GET / HTTP/2 0 in=0 out=0 # ms PEER trace=- error=CANCEL", await _log.Next());
    }

    [Fact]
    public async Task It_says_that_the_peer_reset_the_stream()
    {
        var peer = await Serve(Map);
        await peer.Send(Headers(1).Get("/waits").EndStream());
        await peer.ExpectHeaders(1);
        await peer.Send(RstStream(1, ErrorCode.Cancel));
        Assert.Equal("GET /waits HTTP/2 200 in=0 out=3 # ms PEER trace=- error=CANCEL", await _log.Next());
    }

    [Fact]
    public async Task It_names_the_trace_and_the_query_where_that_is_wanted()
    {
        var peer = await Serve(e => e.UseAccessLog(_log, withQuery: true).Map("GET", "/{id}", x => x.Respond("")));
        await peer.Send(Headers(1).Get("/7?full").Field("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").EndStream());
        await peer.ExpectResponse(1);
        Assert.Equal("GET /7?full HTTP/2 200 in=0 out=0 # ms PEER trace=0af7651916cd43dd8448eb211c80319c error=-", await _log.Next());
    }

    [Theory]
    [InlineData("/a\r\nGET", @"/a\x0d\x0aGET")]
    [InlineData("/\u001b[2J", @"/\x1b[2J")]
    [InlineData("/a b\u0085\u2028", @"/a\x20b\x85\x2028")]
    [InlineData(@"/\x0a", @"/\\x0a")] // not what a line feed becomes
    [InlineData("/plain%0A~!", "/plain%0A~!")]
    public void Nothing_that_a_client_sends_begins_a_line(string sent, string logged) => Assert.Equal(logged, AccessLog.Printable(sent));

    [Fact]
    public async Task A_long_path_is_cut()
    {
        var peer = await Serve(Map);
        await peer.Send(Headers(1).Get("/" + new string('a', 3_000)).EndStream());
        await peer.ExpectResponse(1);
        Assert.Contains("a... HTTP/2 404", await _log.Next(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_logger_that_throws_harms_nobody()
    {
        _log.Throws = true;
        var peer = await Serve(Map);
        for (var stream = 1; stream < 500; stream += 2) // more often than there are places
        {
            await peer.Send(Headers(stream).Get("/hello").EndStream());
            Assert.Equal("hello", (await peer.ExpectResponse(stream)).Text);
        }
    }

    [Fact]
    public async Task Where_the_level_is_off_there_is_no_line()
    {
        _log.Level = LogLevel.Warning;
        var peer = await Serve(Map);
        await peer.Send(Headers(1).Get("/hello").EndStream());
        await peer.ExpectResponse(1);
        await peer.ExpectAlive();
        Assert.Equal(0, _log.Waiting);
    }

    private void Map(EndpointBuilder endpoints) => endpoints
        .UseAccessLog(_log)
        .Map("GET", "/hello", _ => Response.Text("hello"))
        .Map("GET", "/written", async x => await x.RespondStreaming(201).WriteAsync("written"u8.ToArray()))
        .Map("POST", "/echo", async x => await x.RespondStreaming().WriteAsync(x.Request.Body))
        .MapActor("/actor", Props.Create(() => new Answering()))
        .Map("GET", "/fails", _ => throw new IOException())
        .Map("GET", "/503", _ => Response.Empty(503))
        .Map("GET", "/waits", async x =>
        {
            await x.RespondStreaming().WriteAsync("..."u8.ToArray());
            await Task.Delay(Timeout.InfiniteTimeSpan, x.Aborted);
        });

    private sealed class Answering : ReceiveActor
    {
        public Answering() => Receive<Request>(_ => Sender.Tell(Response.Text("an actor")));
    }

    /// <summary>A logger whose lines can be awaited; times and addresses are left out.</summary>
    private sealed partial class Lines : ILogger
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public LogLevel Level { get; set; } = LogLevel.Information;

        public bool Throws { get; set; }

        public int Waiting => _lines.Reader.Count;

        public async Task<string> Next() => await _lines.Reader.ReadAsync(new CancellationTokenSource(Deadline).Token);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= Level;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (Throws)
                throw new InvalidOperationException("the disk is full");
            _lines.Writer.TryWrite(Variable().Replace(formatter(state, exception), "# ms PEER"));
        }

        [GeneratedRegex(@"\d+\.\d ms \S+")]
        private static partial Regex Variable();
    }
}
