using System.Text.Json;

namespace AkkaH2.Interop.Tests.Clients;

/// <summary>Node's http2 module; the scripts are in the folder <c>node</c> and print one line of JSON each.</summary>
public abstract class NodeTests(InteropServer server)
{
    [ToolFact("node")]
    public async Task A_get_is_answered_with_head_and_body()
    {
        var answer = await Run("get.mjs", "/");

        Assert.Equal(200, answer.GetProperty("status").GetInt32());
        Assert.Equal("Hello, World!", answer.GetProperty("body").GetString());
        Assert.Equal("13", answer.GetProperty("headers").GetProperty("content-length").GetString());
    }

    [ToolTheory("node")]
    [InlineData("/no/such/path", 404)]
    [InlineData("/upload", 405)]
    [InlineData("/crash", 500)]
    public async Task What_cannot_be_answered_has_its_status(string path, int status)
    {
        var answer = await Run("get.mjs", path);

        Assert.Equal(status, answer.GetProperty("status").GetInt32());
    }

    [ToolFact("node")]
    public async Task Both_directions_of_a_stream_are_open_at_once()
    {
        var result = await Run("echo.mjs", "100");

        Assert.Equal(100, result.GetProperty("sent").GetInt32());
        Assert.True(result.GetProperty("same").GetBoolean());
    }

    [ToolFact("node")]
    public async Task A_hundred_streams_of_one_session_are_answered_whole()
    {
        var result = await Run("many.mjs", "100");

        Assert.Equal(100, result.GetProperty("answered").GetInt32());
        Assert.Equal(100, result.GetProperty("whole").GetInt32());
    }

    [ToolTheory("node")]
    [Trait("RFC 9113", "6.9.2")]
    [InlineData(1_000, 1_000)]
    [InlineData(1_000, 100_000)]
    [InlineData(100_000, 1_000)]
    [InlineData(0, 65_535)]
    public async Task The_peers_window_may_be_small_and_may_change(int first, int then)
    {
        var result = await Run("windows.mjs", $"{first}", $"{then}");

        Assert.Equal(200, result.GetProperty("status").GetInt32());
        Assert.Equal(200_000, result.GetProperty("octets").GetInt32());
    }

    [ToolFact("node")]
    public async Task A_stream_that_is_not_read_holds_up_no_other()
    {
        var result = await Run("slowreader.mjs");

        Assert.Equal(20, result.GetProperty("others").GetInt32());
        Assert.Equal(1_000_000, result.GetProperty("octets").GetInt32());
    }

    [ToolFact("node")]
    public async Task Downloads_that_are_reset_leave_the_session_alive()
    {
        var result = await Run("abort.mjs", "20");

        Assert.Equal(20, result.GetProperty("reset").GetInt32());
        Assert.Equal(200, result.GetProperty("status").GetInt32());
    }

    [ToolFact("node")]
    [Trait("RFC 9113", "6.7")]
    public async Task A_ping_comes_back_with_its_payload()
    {
        var result = await Run("ping.mjs");

        Assert.Equal("8 octets", result.GetProperty("payload").GetString());
    }

    private Task<JsonElement> Run(string script, params string[] arguments) => Tool.Node(script, server.Address, arguments);
}

[Collection(OnAkkaIo.Name)]
public sealed class NodeOnAkkaIo(AkkaIoServer server) : NodeTests(server);

[Collection(OnSockets.Name)]
public sealed class NodeOnSockets(SocketsServer server) : NodeTests(server);
