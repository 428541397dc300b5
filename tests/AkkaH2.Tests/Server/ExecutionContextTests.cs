using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>The requests of a connection share a thread: what one of them leaves in its execution context is seen by none of the others.</summary>
public sealed class ExecutionContextTests : ServerTest
{
    private static readonly AsyncLocal<string?> Local = new();
    private static readonly CultureInfo Other = MakeCulture();

    [Theory]
    [InlineData("/function")]
    [InlineData("/async")]
    [InlineData("/fail")] // then the error handler runs too
    [InlineData("/suppress")]
    [InlineData("/actor")]
    public async Task What_an_exchange_sets_is_seen_by_no_other(string path)
    {
        var leaving = System.ActorOf(Props.Create(() => new Leaving()).WithDispatcher(System.Http2().Settings.Dispatcher));
        var seeing = System.ActorOf(Props.Create(() => new Seeing()).WithDispatcher(System.Http2().Settings.Dispatcher));
        var peer = await Serve(e => e
            .OnError(_ =>
            {
                Leave();
                return null;
            })
            .Map("GET", "/function", x =>
            {
                Leave();
                x.Respond("left");
            })
            .Map("GET", "/async", async x =>
            {
                Leave();
                await Task.Yield();
                x.Respond("left");
            })
            .Map("GET", "/fail", x =>
            {
                Leave();
                throw new InvalidOperationException("boom");
            })
            .Map("GET", "/suppress", x =>
            {
                Leave();
                ExecutionContext.SuppressFlow();
                x.Respond("left");
            })
            .MapActor("/actor", leaving)
            .MapActor("/see/actor", seeing)
            .Map("GET", "/see", x => x.Respond(Seen())));

        // In one segment: one turn of one thread.
        await peer.Send([.. Enumerable.Range(0, 10).SelectMany(i => (string[])[path, "/see", "/see/actor"]).Select((path, i) => Headers((2 * i) + 1).Get(path).EndStream())]);
        for (var id = 1; id < 60; id += 6)
        {
            await peer.ExpectResponse(id);
            Assert.Equal("nothing", (await peer.ExpectResponse(id + 2)).Text);
            Assert.Equal("nothing", (await peer.ExpectResponse(id + 4)).Text);
        }
    }

    private static void Leave()
    {
        Local.Value = "a local";
        CultureInfo.CurrentCulture = Other;
        Activity.Current = new Activity("an activity").Start();
    }

    private static string Seen()
    {
        var seen = (string?[])[Local.Value, CultureInfo.CurrentCulture == Other ? "a culture" : null, Activity.Current?.OperationName, ExecutionContext.IsFlowSuppressed() ? "no flow" : null];
        return seen.Any(what => what is not null) ? string.Join(", ", seen.OfType<string>()) : "nothing";
    }

    private static CultureInfo MakeCulture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        return culture;
    }

    private sealed class Seeing : ReceiveActor
    {
        public Seeing() => Receive<Request>(_ => Sender.Tell(Response.Text(Seen())));
    }

    private sealed class Leaving : ReceiveActor
    {
        public Leaving() => Receive<Request>(_ =>
        {
            Leave();
            Sender.Tell(Response.Text("left"));
        });
    }
}
