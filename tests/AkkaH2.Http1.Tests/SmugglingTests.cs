using System.Text;

namespace AkkaH2.Http1.Tests;

/// <summary>
/// Messages that two readers may read differently (RFC 9112 §11.2). Each stands before a second request: a message that is refused takes the connection with it,
/// and one that is served ends where the second one begins.
/// </summary>
public sealed class SmugglingTests() : Http1Test("memory")
{
    private const string Head = "POST / HTTP/1.1\r\nHost: a\r\n";
    private const string Chunked = Head + "Transfer-Encoding: chunked\r\n\r\n";
    private const string Second = "GET /second HTTP/1.1\r\nHost: a\r\n\r\n";

    public static TheoryData<string, string> Refused => new()
    {
        { "Content-Length beside Transfer-Encoding", Head + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" },
        { "Transfer-Encoding beside Content-Length", Head + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n" },
        { "Content-Length of 0 beside Transfer-Encoding", Head + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" },
        { "two lengths", Head + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc" },
        { "a length twice", Head + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc" },
        { "a list of lengths", Head + "Content-Length: 3, 3\r\n\r\nabc" },
        { "a length with a sign", Head + "Content-Length: +3\r\n\r\nabc" },
        { "a negative length", Head + "Content-Length: -3\r\n\r\nabc" },
        { "a length in hex", Head + "Content-Length: 0x3\r\n\r\nabc" },
        { "a length with a letter", Head + "Content-Length: 3a\r\n\r\nabc" },
        { "a length with a space", Head + "Content-Length: 1 2\r\n\r\nabc" },
        { "a length with a separator", Head + "Content-Length: 1_2\r\n\r\nabc" },
        { "no length", Head + "Content-Length: \r\n\r\nabc" },
        { "a length beyond 64 bits", Head + "Content-Length: 18446744073709551619\r\n\r\nabc" },
        { "chunked, chunked", Head + "Transfer-Encoding: chunked, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" },
        { "chunked twice", Head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" },
        { "chunked and identity", Head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n3\r\nabc\r\n0\r\n\r\n" },
        { "identity", Head + "Transfer-Encoding: identity\r\n\r\nabc" },
        { "an unknown coding", Head + "Transfer-Encoding: xchunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" },
        { "gzip, chunked", Head + "Transfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" },
        { "an empty item", Head + "Transfer-Encoding: , chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" },
        { "chunked with a parameter", Head + "Transfer-Encoding: chunked;a=b\r\n\r\n3\r\nabc\r\n0\r\n\r\n" },
        { "chunked in quotes", Head + "Transfer-Encoding: \"chunked\"\r\n\r\n3\r\nabc\r\n0\r\n\r\n" },
        { "a vertical tab before chunked", Head + "Transfer-Encoding: \u000bchunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" },
        { "a no-break space before chunked", Head + "Transfer-Encoding: \u00a0chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" },
        { "a space before the colon", Head + "Transfer-Encoding : chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" },
        { "Transfer-Encoding in HTTP/1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" },
        { "a folded Transfer-Encoding", Head + "Transfer-Encoding:\r\n chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" },
        { "a folded field", Head + "X: a\r\n b\r\n\r\n" },
        { "white space before the first field", "POST / HTTP/1.1\r\n X: y\r\nHost: a\r\n\r\n" },
        { "bare LF", "POST / HTTP/1.1\nHost: a\n\n" },
        { "bare LF behind a field", Head + "X: y\n\r\n" },
        { "bare LF behind the request line", "POST / HTTP/1.1\nHost: a\r\n\r\n" },
        { "bare CR in a field", Head + "X: a\rb\r\n\r\n" },
        { "bare CR before a field", Head + "X: a\rTransfer-Encoding: chunked\r\n\r\n" },
        { "NUL in a value", Head + "X: a\0b\r\n\r\n" },
        { "NUL in a name", Head + "X\0: ab\r\n\r\n" },
        { "no name", Head + ": ab\r\n\r\n" },
        { "no colon", Head + "ab\r\n\r\n" },
        { "a name with a space", Head + "Content Length: 3\r\n\r\n" },
        { "two hosts", "POST / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" },
        { "a host twice", "POST / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n" },
        { "no host", "POST / HTTP/1.1\r\n\r\n" },
        { "a host with a path", "POST / HTTP/1.1\r\nHost: a/b\r\n\r\n" },
        { "a host with userinfo", "POST / HTTP/1.1\r\nHost: u@a\r\n\r\n" },
        { "a host that is not the target's", "POST http://b/ HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "userinfo in the target", "POST http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "https without TLS", "POST https://a/ HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "a fragment in the target", "POST /a#b HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "NUL in the target", "POST /a\0b HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "an octet above ASCII in the target", "POST /\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "two spaces in the request line", "POST  / HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "a tab in the request line", "POST\t/ HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "no version", "POST /\r\nHost: a\r\n\r\n" },
        { "a chunk ends with LF", Chunked + "3\nabc\r\n0\r\n\r\n" },
        { "a chunk's octets end with LF", Chunked + "3\r\nabc\n0\r\n\r\n" },
        { "a chunk is longer than it says", Chunked + "3\r\nabcd\r\n0\r\n\r\n" },
        { "a chunk is shorter than it says", Chunked + "4\r\nabc\r\n0\r\n\r\n" },
        { "a chunk's size with 0x", Chunked + "0x3\r\nabc\r\n0\r\n\r\n" },
        { "a chunk's size with a sign", Chunked + "+3\r\nabc\r\n0\r\n\r\n" },
        { "a negative chunk", Chunked + "-3\r\nabc\r\n0\r\n\r\n" },
        { "a chunk's size behind a space", Chunked + " 3\r\nabc\r\n0\r\n\r\n" },
        { "a chunk's size before a space", Chunked + "3 \r\nabc\r\n0\r\n\r\n" },
        { "a chunk's size of 16 digits", Chunked + "0000000000000003\r\nabc\r\n0\r\n\r\n" },
        { "a chunk's size beyond 32 bits", Chunked + "100000003\r\nabc\r\n0\r\n\r\n" },
        { "a chunk's size beyond 64 bits", Chunked + "10000000000000003\r\nabc\r\n0\r\n\r\n" },
        { "a chunk without a size", Chunked + "\r\nabc\r\n0\r\n\r\n" },
        { "a chunk extension with LF", Chunked + "3;a\nb\r\nabc\r\n0\r\n\r\n" },
        { "a chunk extension with CR", Chunked + "3;a\rb\r\nabc\r\n0\r\n\r\n" },
        { "a trailer with LF", Chunked + "3\r\nabc\r\n0\r\nX: y\n\r\n" },
        { "a folded trailer", Chunked + "3\r\nabc\r\n0\r\nX: y\r\n z\r\n\r\n" },
    };

    public static TheoryData<string, string, string> Served => new()
    {
        { "a length", Head + "Content-Length: 3\r\n\r\nabc", "abc" },
        { "a length with a zero before it", Head + "Content-Length: 03\r\n\r\nabc", "abc" },
        { "no body", Head + "\r\n", "" },
        { "chunked", Chunked + "3\r\nabc\r\n0\r\n\r\n", "abc" },
        { "CHUNKED", Head + "Transfer-Encoding: CHUNKED\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "abc" },
        { "a tab before chunked", Head + "Transfer-Encoding:\tchunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "abc" },
        { "chunk extensions", Chunked + "3;a=b;c=\"d\"\r\nabc\r\n0;e\r\n\r\n", "abc" },
        { "a name that looks like Content-Length", Head + "Content_Length: 5\r\nContent-Length: 3\r\n\r\nabc", "abc" },
        { "framing among the trailers", Chunked + "3\r\nabc\r\n0\r\nContent-Length: 50\r\nTransfer-Encoding: chunked\r\nHost: b\r\n\r\n", "abc" },
        { "an empty line before the request", "\r\n" + Head + "Content-Length: 3\r\n\r\nabc", "abc" },
        { "the host in the target too", "POST http://a/ HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", "abc" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    [Trait("RFC 9112", "11.2")]
    public async Task A_doubtful_message_is_refused_and_nothing_behind_it_is_served(string name, string message)
    {
        var server = await Bind(Endpoints(out var seen));
        var peer = await Connect(server);
        await peer.Send(message + Second);

        var response = await peer.Receive();
        Assert.True(response.Status == 400, $"{name}: {response.StatusLine}");
        Assert.Equal("close", response["connection"]);
        Assert.Equal("", await peer.ReadToEnd());
        Assert.Empty(seen);

        // Nothing else is disturbed.
        var other = await Connect(server);
        await other.Send(Second);
        Assert.Equal(200, (await other.Receive()).Status);
    }

    [Theory]
    [MemberData(nameof(Served))]
    [Trait("RFC 9112", "6.3")]
    public async Task A_message_ends_where_the_next_one_begins(string name, string message, string body)
    {
        var peer = await Connect(await Bind(Endpoints(out var seen)));
        await peer.Send(message + Second);

        var response = await peer.Receive();
        Assert.True(response.Status == 200, $"{name}: {response.StatusLine}");
        Assert.Equal(body, response.Body);
        Assert.Equal("second", (await peer.Receive()).Body);
        Assert.Equal(["/second"], seen);
    }

    [Theory]
    [InlineData("HTTP/1.2")]
    [InlineData("HTTP/2.0")]
    [Trait("RFC 9110", "15.6.6")]
    public async Task Another_version_is_505(string version)
    {
        var peer = await Connect(await Bind(Endpoints(out _)));
        await peer.Send($"GET / {version}\r\nHost: a\r\n\r\n");

        Assert.Equal(505, (await peer.Receive()).Status);
        Assert.Equal("", await peer.ReadToEnd());
    }

    [Fact]
    public async Task Too_many_fields_are_431()
    {
        var peer = await Connect(await Bind(Endpoints(out _)));
        await peer.Send(Head + string.Concat(Enumerable.Range(0, 101).Select(i => $"x{i}: y\r\n")) + "\r\n");

        Assert.Equal(431, (await peer.Receive()).Status);
    }

    [Fact]
    public async Task Fields_that_are_too_long_are_431()
    {
        var peer = await Connect(await Bind(Endpoints(out _)));
        var sent = peer.Send(Head + $"X: {new string('x', 40_000)}\r\n\r\n");

        Assert.Equal(431, (await peer.Receive()).Status);
        await sent;
    }

    [Fact]
    public async Task A_target_that_is_too_long_is_414()
    {
        var peer = await Connect(await Bind(Endpoints(out _)));
        var sent = peer.Send($"GET /{new string('x', 40_000)} HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.Equal(414, (await peer.Receive()).Status);
        await sent;
    }

    private static Action<AkkaH2.Endpoints.EndpointBuilder> Endpoints(out List<string> seen)
    {
        var paths = seen = [];
        return e => e
            .Map("POST", "/", async x => x.Respond(Encoding.UTF8.GetString(await x.Request.Body.ReadToEndAsync(1_000))))
            .Map("GET", "/second", x =>
            {
                paths.Add(x.Request.Path);
                x.Respond("second");
            });
    }
}
