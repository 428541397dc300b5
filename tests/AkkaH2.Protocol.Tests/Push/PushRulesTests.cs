using AkkaH2.Hpack;
using AkkaH2.Wire;
using static AkkaH2.Protocol.StreamSignal;

namespace AkkaH2.Protocol.Tests;

[Trait("RFC 9113", "8.4")]
public sealed class PushRulesTests
{
    private static readonly RequestHead Parent = new("GET", "https", "example.com", "/page", Headers.Empty, null);

    private static readonly PushSituation Good =
        new(Enabled: true, new ConnectionSettings(), GoingAway: false, Stream(1, RecvHeaders), HasIds: true, Live: 0, Limit: 10);

    [Fact]
    public void A_promise_has_the_scheme_and_authority_of_its_parent()
    {
        var promise = PushRules.Promise(Parent, "GET", "/style.css?v=1", Headers.Of(("Accept", "text/css")));
        HeaderField[] expected =
        [
            new(":method", "GET"), new(":scheme", "https"), new(":authority", "example.com"), new(":path", "/style.css?v=1"), new("accept", "text/css"),
        ];
        Assert.Equal(expected, promise.Fields);
        Assert.Equal(("GET", "https", "example.com", "/style.css?v=1"), (promise.Head.Method, promise.Head.Scheme, promise.Head.Authority, promise.Head.Path));
        Assert.Equal("text/css", promise.Head.Headers["accept"]);
    }

    [Theory]
    [InlineData("POST", "/", null, "Only GET and HEAD can be pushed, not POST.")]
    [InlineData("OPTIONS", "/", null, "Only GET and HEAD can be pushed, not OPTIONS.")]
    [InlineData("GET", "style.css", null, ":path \"style.css\"")]
    [InlineData("GET", "", null, ":path \"\"")]
    [InlineData("GET", "/", "connection", "connection-specific field connection")]
    [InlineData("GET", "/", "content-length", "no content-length")]
    [InlineData("GET", "/", "host", "host \"7\"")]
    public void What_may_not_be_promised_is_named(string method, string path, string? field, string expected)
    {
        var headers = field is null ? Headers.Empty : Headers.Of((field, "7"));
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => PushRules.Promise(Parent, method, path, headers)).Message);
    }

    [Fact]
    [Trait("RFC 9110", "5.5")]
    public void A_field_with_a_control_character_may_not_be_promised() => Assert.Contains(
        "x-note with a forbidden character", Assert.Throws<ArgumentException>(() => PushRules.Promise(Parent, "GET", "/", Headers.Of(("x-note", "a\u001bb")))).Message);

    [Fact]
    public void HEAD_can_be_promised() => Assert.Equal("HEAD", PushRules.Promise(Parent, "HEAD", "/", Headers.Empty).Head.Method);

    [Fact]
    public void A_push_goes_out_when_nothing_is_against_it() => Assert.Equal(PushOutcome.Pushed, PushRules.Decide(Good));

    [Fact]
    public void Configuration_and_peer_can_disable_it()
    {
        Assert.Equal(PushOutcome.Disabled, PushRules.Decide(Good with { Enabled = false }));
        Assert.Equal(PushOutcome.Disabled, PushRules.Decide(Good with { Peer = new ConnectionSettings { EnablePush = false } }));
    }

    [Fact]
    [Trait("RFC 9113", "6.8")]
    public void Nothing_is_pushed_after_GOAWAY() => Assert.Equal(PushOutcome.GoingAway, PushRules.Decide(Good with { GoingAway = true }));

    [Fact]
    [Trait("RFC 9113", "6.6")]
    public void Only_a_stream_of_the_peer_that_we_may_still_send_on_can_promise()
    {
        Assert.Equal(PushOutcome.Pushed, PushRules.Decide(Good with { Parent = Stream(1, RecvHeaders, RecvEndStream) }));

        Assert.Equal(PushOutcome.StreamCannotPush, PushRules.Decide(Good with { Parent = null }));
        Assert.Equal(PushOutcome.StreamCannotPush, PushRules.Decide(Good with { Parent = Stream(1, RecvHeaders, SendHeaders, SendEndStream) }));
        Assert.Equal(PushOutcome.StreamCannotPush, PushRules.Decide(Good with { Parent = Stream(2, SendPromise, SendHeaders) }));
    }

    [Fact]
    [Trait("RFC 9113", "8.5")]
    public void A_tunnel_cannot_promise()
    {
        var tunnel = new Http2Stream(new StreamId(1), Window.Initial, new ReceiveWindow(100)) { State = StreamState.Open, IsTunnel = true };
        Assert.Equal(PushOutcome.StreamCannotPush, PushRules.Decide(Good with { Parent = tunnel }));
    }

    [Fact]
    [Trait("RFC 9113", "5.1.1")]
    public void Ids_can_be_exhausted() => Assert.Equal(PushOutcome.IdsExhausted, PushRules.Decide(Good with { HasIds = false }));

    [Fact]
    [Trait("RFC 9113", "5.1.2")]
    public void Our_limit_and_a_peer_that_allows_no_stream_are_limits()
    {
        Assert.Equal(PushOutcome.LimitReached, PushRules.Decide(Good with { Live = 10 }));
        Assert.Equal(PushOutcome.LimitReached, PushRules.Decide(Good with { Peer = new ConnectionSettings { MaxConcurrentStreams = 0 } }));
        Assert.Equal(PushOutcome.Pushed, PushRules.Decide(Good with { Live = 5, Peer = new ConnectionSettings { MaxConcurrentStreams = 1 } }));
    }

    private static Http2Stream Stream(int id, params StreamSignal[] signals)
    {
        var stream = new Http2Stream(new StreamId(id), Window.Initial, new ReceiveWindow(100));
        foreach (var signal in signals)
            stream.State = StreamTransitions.Next(stream.Id, stream.State, signal, out _);
        return stream;
    }
}
