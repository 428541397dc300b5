using System.Text.Json;
using AkkaH2.Diagnostics;
using AkkaH2.Endpoints;
using AkkaH2.TestKit;
using AkkaH2.Tests.Server;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Diagnostics;

/// <summary>The live tree over HTTP: JSON, and the page that shows it.</summary>
public sealed class ConnectionsEndpointTests : ServerTest
{
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task The_tree_is_there_only_where_it_is_mapped()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond("ok")));
        await peer.Send(Headers(1).Get("/connections").EndStream());
        Assert.Equal("404", (await peer.ExpectResponse(1))[":status"]);
    }

    [Fact]
    public async Task Its_JSON_has_listeners_connections_and_streams()
    {
        var peer = await Serve(e => Shy(e));
        await peer.Send(Headers(1).Get("/wait/7?token=secret").Field("cookie", "secret").EndStream());

        var (response, tree) = await Ask(peer, 3, "/connections");

        Assert.Equal(("application/json", "no-store", "accept", "nosniff"), (response["content-type"], response["cache-control"], response["vary"], response["x-content-type-options"]));
        Assert.Equal((1, 2, 1, 0, 0, 100), (Number(tree, "open"), Number(tree, "openStreams"), Number(tree, "found"), Number(tree, "unanswered"), Number(tree, "offset"), Number(tree, "limit")));
        var listener = tree.GetProperty("listeners")[0];
        Assert.Equal(("sockets", "accepting", 1), (Text(listener, "transport"), Text(listener, "phase"), Number(listener, "connections")));
        var connection = tree.GetProperty("connections")[0];
        Assert.Equal(("server", "h2", "open", 2), (Text(connection, "role"), Text(connection, "protocol"), Text(connection, "phase"), Number(connection, "requests")));
        Assert.StartsWith($"{Text(listener, "id")}/", Text(connection, "id"), StringComparison.Ordinal);
        Assert.Equal(65_535, Number(connection.GetProperty("peerSettings"), "initialWindowSize"));
        var stream = connection.GetProperty("streams")[0];
        Assert.Equal((1, "half-closed (remote)", "GET", "/wait/{id}"), (Number(stream, "id"), Text(stream, "state"), Text(stream, "method"), Text(stream, "route")));
        Assert.Equal((true, false), (stream.GetProperty("atWork").GetBoolean(), stream.GetProperty("failed").GetBoolean()));
        Assert.Equal("/connections", Text(connection.GetProperty("streams")[1], "route"));
        _goOn.SetResult();
    }

    [Fact]
    public async Task It_shows_nothing_that_a_client_has_sent()
    {
        var peer = await Serve(e => Shy(e));
        await peer.Send(Headers(1).Request("SECRET", "/secret/7?secret").Field("cookie", "secret"), RstStream(1, ErrorCode.Cancel));
        await peer.Send(Headers(3).Get("/").Field("secret ", "secret").EndStream());
        await peer.ExpectRstStream(3, ErrorCode.ProtocolError);

        var (response, tree) = await Ask(peer, 5, "/connections?search=");

        Assert.DoesNotContain("secret", response.Text, StringComparison.OrdinalIgnoreCase);
        var connection = tree.GetProperty("connections")[0];
        var error = connection.GetProperty("lastError");
        Assert.Equal(("PROTOCOL_ERROR", "us", 3), (Text(error, "code"), Text(error, "seenBy"), Number(error, "stream")));
        var stream = connection.GetProperty("streams")[0];
        Assert.Equal(("closed", "_OTHER", true), (Text(stream, "state"), Text(stream, "method"), stream.GetProperty("failed").GetBoolean()));
        _goOn.SetResult();
    }

    [Fact]
    public async Task It_shows_paths_and_details_where_that_is_asked_for()
    {
        var peer = await Serve(e => Shy(e).MapConnections("/all", showClientText: true));
        await peer.Send(Headers(1).Request("ODD", "/odd/7?token=secret"), Headers(3).Get("/").Field("odd ", "x").EndStream());
        await peer.ExpectRstStream(3, ErrorCode.ProtocolError);

        var (response, tree) = await Ask(peer, 5, "/all");

        var connection = tree.GetProperty("connections")[0];
        Assert.Equal("malformed request: field name \"odd \"", Text(connection.GetProperty("lastError"), "detail"));
        Assert.Equal(("ODD", "/odd/7"), (Text(connection.GetProperty("streams")[0], "method"), Text(connection.GetProperty("streams")[0], "path")));
        Assert.DoesNotContain("secret", response.Text, StringComparison.Ordinal);
        _goOn.SetResult();
    }

    [Fact]
    public async Task A_query_chooses_connections_and_streams()
    {
        var server = await Bind(e => Shy(e));
        var peers = new[] { await Connect(server), await Connect(server) };
        await peers[0].Send(Headers(1).Get("/wait/1").EndStream(), Headers(3).Get("/wait/3").EndStream());
        await peers[0].ExpectAlive();
        await peers[1].ExpectAlive();

        var (_, first) = await Ask(peers[1], 1, "/connections?order=streams&limit=1&streams=1");
        var id = Text(first.GetProperty("connections")[0], "id");
        var (_, found) = await Ask(peers[1], 3, $"/connections?search={Uri.EscapeDataString(id!)}&streams=0");
        var (_, last) = await Ask(peers[1], 5, $"/connections?order=newest&offset=1&of={Uri.EscapeDataString(id!)}");

        Assert.Equal((2, 1), (Number(first, "found"), first.GetProperty("connections")[0].GetProperty("streams").GetArrayLength()));
        Assert.Equal((1, 0), (Number(found, "found"), found.GetProperty("connections")[0].GetProperty("streams").GetArrayLength()));
        Assert.Equal((id, 2), (Text(last.GetProperty("connections")[0], "id"), last.GetProperty("connections")[0].GetProperty("streams").GetArrayLength()));
        _goOn.SetResult();
    }

    [Theory]
    [InlineData("limit=0", "limit must be a number from 1 to 1000.")]
    [InlineData("limit=many", "limit must be a number from 1 to 1000.")]
    [InlineData("offset=-1", "offset must be a number from 0 to 2147483647.")]
    [InlineData("streams=1001", "streams must be a number from 0 to 1000.")]
    [InlineData("order=age", "order must be oldest, newest, streams, octets or requests.")]
    [InlineData("sort=age", "The query has a parameter that is none of search, order, offset, limit, streams and of.")]
    [InlineData("all", "The query has a parameter that is none of search, order, offset, limit, streams and of.")]
    public async Task A_wrong_query_is_refused_with_the_reason(string query, string reason)
    {
        var peer = await Serve(e => Shy(e));
        await peer.Send(Headers(1).Get($"/connections?{query}").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal(("400", $"{reason}\n"), (response[":status"], response.Text));
    }

    [Theory, Trait("RFC 9110", "12.5.1")]
    [InlineData(null, false)]
    [InlineData("*/*", false)]
    [InlineData("application/json", false)]
    [InlineData("text/html", true)]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true)]
    [InlineData("TEXT/HTML; charset=utf-8", true)]
    [InlineData("text/html;q=0.5, application/json", false)]
    [InlineData("text/html, application/json", true)]
    [InlineData("text/html;q=0", false)]
    [InlineData("text/htmlx, nonsense;;;", false)]
    public void A_browser_gets_the_page(string? accept, bool page) =>
        Assert.Equal(page, ConnectionsEndpoint.PrefersHtml(accept is null ? AkkaH2.Headers.Empty : AkkaH2.Headers.Of(("accept", accept))));

    [Fact]
    public async Task The_page_allows_its_own_script_and_style_and_nothing_else()
    {
        var peer = await Serve(e => Shy(e));
        await peer.Send(Headers(1).Get("/connections").Field("accept", "text/html").EndStream());
        var response = await peer.ExpectResponse(1);

        Assert.Equal(("200", "text/html; charset=utf-8"), (response[":status"], response["content-type"]));
        Assert.Matches(
            "^default-src 'none'; script-src 'sha256-[^ ;]{44}'; style-src 'sha256-[^ ;]{44}'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$",
            response["content-security-policy"]);
        Assert.DoesNotContain("innerHTML", response.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", response.Text.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("https://", response.Text, StringComparison.Ordinal);
    }

    private EndpointBuilder Shy(EndpointBuilder endpoints) => endpoints
        .MapConnections()
        .Map("GET", "/wait/{id}", _ => _goOn.Task)
        .MapAll(_ => _goOn.Task);

    private static async Task<(ReceivedResponse Response, JsonElement Tree)> Ask(TestPeer peer, int stream, string target)
    {
        await peer.Send(Headers(stream).Get(target).EndStream());
        var response = await peer.ExpectResponse(stream);
        Assert.Equal("200", response[":status"]);
        return (response, JsonDocument.Parse(response.Text).RootElement);
    }

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
