using System.Text.RegularExpressions;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>docs/endpoints.md says what these examples say, and they do what it says.</summary>
public sealed partial class EndpointExamplesTests : ServerTest
{
    private readonly string _file = Path.GetTempFileName();

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        File.Delete(_file);
    }

    [Fact]
    public void Every_example_stands_in_the_document()
    {
        var document = Regions().Count(File.ReadAllText(InRepository("tests/AkkaH2.Tests/Server/EndpointExamples.cs")));
        Assert.InRange(document, 10, 100);
        var shown = Blocks().Matches(File.ReadAllText(InRepository("docs/endpoints.md"))).Select(block => Dedent(block.Groups["code"].Value)).ToHashSet();
        var missing = Regions().Matches(File.ReadAllText(InRepository("tests/AkkaH2.Tests/Server/EndpointExamples.cs")))
            .Where(region => !shown.Contains(Dedent(region.Groups["code"].Value)))
            .Select(region => region.Groups["name"].Value);
        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("/text", "abc", "abc")]
    [InlineData("/octets", "abc", "abc")]
    [InlineData("/json", "[1, 2, 3]", "6")]
    [InlineData("/count", "12345", "5")]
    [InlineData("/upper", "abc", "ABC")]
    [InlineData("/lines", "one\ntwo\nthree", "2")]
    [InlineData("/echo", "there and back", "there and back")]
    [InlineData("/echo/pipe", "there and back", "there and back")]
    [InlineData("/limited", "short", "short")]
    public async Task Bodies_are_read(string path, string body, string answer)
    {
        var peer = await Examples();
        await peer.Send(Headers(1).Post(path), Data(1, body[..2]), Data(1, body[2..]).EndStream());
        Assert.Equal((200, answer), (await peer.ExpectResponse(1) is var response ? response.Status : 0, response.Text));
    }

    [Theory]
    [InlineData("/fields", 410, "gone", "4")]
    [InlineData("/whole", 200, "body { margin: 0 }", "18")]
    [InlineData("/file", 200, "what the file says", null)]
    [InlineData("/pooled", 200, "from a pool, and back", "21")]
    [InlineData("/pieces", 200, "copied, lent, as text", null)]
    [InlineData("/flow?ease", 200, "flows with ease", "15")]
    [InlineData("/by-ref?ref", 200, "Hello, ref!", null)]
    [InlineData("/by-path?path", 200, "Hello, path!", null)]
    [InlineData("/found?found", 200, "Hello, found!", null)]
    [InlineData("/made?made", 200, "Hello, made!", null)]
    [InlineData("/count/a", 200, "1", "1")]
    [InlineData("/count/more-than-twenty-characters", 404, "There is nothing at this path.", "30")]
    [InlineData("/events", 200, "data: one\n\ndata: two\n\n", null)]
    [InlineData("/numbers.ndjson", 200, "1\n2\n3\n", null)]
    [InlineData("/listing", 200, "line 1\nline 2\nline 3\n", null)]
    public async Task Bodies_are_written(string path, int status, string text, string? length)
    {
        await File.WriteAllTextAsync(_file, "what the file says");
        var peer = await Examples();
        await peer.Send(Headers(1).Get(path).EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((status, text, length), (response.Status, response.Text, response["content-length"]));
    }

    [Theory]
    [InlineData("{\"Items\":3}", 201, "{\"Id\":\"7\",\"Items\":3}")]
    [InlineData("{\"Items\":0}", 409, "nothing was ordered")]
    public async Task An_actor_has_messages_of_its_own(string body, int status, string answer)
    {
        var peer = await Examples();
        await peer.Send(Headers(1).Post("/orders/7"), Data(1, body).EndStream());
        Assert.Equal((status, answer), (await peer.ExpectResponse(1) is var response ? response.Status : 0, response.Text));
    }

    [Fact]
    public async Task A_writer_of_json_writes_into_the_body_and_ends_it_with_a_trailer()
    {
        var peer = await Examples();
        await peer.Send(Headers(1).Get("/numbers").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal($"[{string.Join(',', Enumerable.Range(0, 1_000))}]", response.Text);
        Assert.Equal("1000", response.Trailers[0].Value);
    }

    [Fact]
    public async Task Trailers_come_of_one_response()
    {
        var peer = await Examples();
        await peer.Send(Headers(1).Post("/grpc").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((5, "0", null), (response.Body.Length, response.Trailers[0].Value, response["content-length"]));
    }

    [Fact]
    public async Task An_actor_replies_hints_and_a_response_with_trailers()
    {
        var peer = await Examples();
        await peer.Send(Headers(1).Get("/actor?you").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((103, "Hello, you!", "an actor"), (response.Informational[0].Status, response.Text, response.Trailers[0].Value));
    }

    [Fact]
    public async Task Hints_precede_the_page_and_a_push_is_not_sent_to_a_client_that_does_not_want_it()
    {
        var peer = await Examples();
        await peer.Send(Headers(1).Get("/page").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((103, "the page, and Disabled"), (response.Informational[0].Status, response.Text));
    }

    [Fact]
    public async Task Failures_are_answered_or_reset()
    {
        var peer = await Examples();
        await peer.Send(Headers(1).Post("/limited"), Data(1, "more than ten octets"));
        Assert.Equal((413, "Too much."), (await peer.ExpectResponse(1) is var refused ? refused.Status : 0, refused.Text));
        await peer.Send(Headers(3).Get("/broken").EndStream());
        await peer.ExpectHeaders(3);
        await peer.Expect(Data(3, "half of it"));
        await peer.ExpectStreamError(3, ErrorCode.InternalError);
    }

    [Theory]
    [InlineData("/shops/rome/prices", "key of rome", 200, "the prices of rome")]
    [InlineData("/shops/rome/greeter?you", "key of rome", 200, "Hello, you!")]
    [InlineData("/shops/rome/prices", "key of oslo", 403, "This shop is closed to you.")]
    [InlineData("/shops/rome/greeter", "none", 403, "This shop is closed to you.")]
    public async Task Middleware_stands_around_a_group(string path, string key, int status, string text)
    {
        var peer = await Examples();
        await peer.Send(Headers(1).Get(path).Field("x-key", key).EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((status, text, "nosniff"), (response.Status, response.Text, response["x-content-type-options"]));
    }

    [Theory]
    [InlineData("/api/me", "ada", 200, "You are Ada.")]
    [InlineData("/api/greeter?you", "ada", 200, "Hello, you!")]
    [InlineData("/api/me", "eve", 401, "Say who you are.")]
    [InlineData("/api/me", "slow", 503, "Later, perhaps.")]
    public async Task Middleware_of_AkkaH2_stands_around_a_group(string path, string token, int status, string text)
    {
        var peer = await Examples();
        await peer.Send(Headers(1).Get(path).Field("authorization", $"Bearer {token}").Field("origin", "https://shop.example").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((status, text, "https://shop.example"), (response.Status, response.Text, response["access-control-allow-origin"]));
    }

    [Theory]
    [InlineData("x-other", "br")]
    [InlineData("cookie", null)]
    public async Task A_long_text_is_compressed_where_no_secret_can_be_in_it(string field, string? coding)
    {
        var peer = await Examples();
        await peer.Send(Headers(1).Get("/texts/long").Field("accept-encoding", "gzip, br").Field(field, "a=b").EndStream());
        Assert.Equal(coding, (await peer.ExpectResponse(1))["content-encoding"]);
    }

    private Task<TestPeer> Examples() => Serve(endpoints => EndpointExamples.Map(endpoints, System, _file));

    private static string Dedent(string code) => string.Join('\n', code.Trim('\r', '\n').TrimEnd().Split('\n').Select(line => line.Trim()));

    private static string InRepository(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AkkaH2.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("These tests run inside the repository.");
        return Path.Combine(folder.FullName, path);
    }

    [GeneratedRegex(@"#region (?<name>\w+)\r?\n(?<code>.*?)^ *#endregion", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Regions();

    [GeneratedRegex(@"^```csharp\r?\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();
}
