using System.Text.Json;

namespace AkkaH2.Interop.Tests.Clients;

/// <summary>Node's http2 module: what is beside the plain exchange, 1xx, trailers, resets, settings and GOAWAY.</summary>
public abstract class NodeSessionTests(InteropServer server)
{
    [ToolFact("node")]
    [Trait("RFC 9110", "15.2")]
    public async Task Informational_answers_come_before_the_answer_and_before_the_body()
    {
        var result = await Run("informational.mjs", "50000");

        var hint = Assert.Single(result.GetProperty("hints").EnumerateArray());
        Assert.Equal(103, hint.GetProperty("status").GetInt32());
        Assert.Equal("</style.css>; rel=preload; as=style", hint.GetProperty("link").GetString());
        Assert.Equal(200, result.GetProperty("status").GetInt32());
        Assert.Equal(1, result.GetProperty("asked").GetInt32());
        Assert.Equal("50000", result.GetProperty("answer").GetString());
    }

    [ToolFact("node")]
    [Trait("RFC 9113", "8.1")]
    public async Task Trailers_follow_the_body_in_both_directions()
    {
        var result = await Run("trailers.mjs");

        Assert.Equal("x-one: 1\nx-two: 2\n", result.GetProperty("sent").GetString());
        Assert.Equal("3", result.GetProperty("received").GetProperty("x-count").GetString());
        Assert.Equal(64, result.GetProperty("received").GetProperty("x-checksum").GetString()!.Length);
    }

    [ToolFact("node")]
    [Trait("RFC 9113", "6.4")]
    public async Task A_stream_may_be_reset_with_any_code_by_either_side()
    {
        const int InternalError = 2;

        var result = await Run("codes.mjs");

        Assert.Equal(Enumerable.Range(0, 14), result.GetProperty("codes").EnumerateArray().Select(code => code.GetInt32()));
        Assert.Equal(InternalError, result.GetProperty("server").GetProperty("code").GetInt32());
        Assert.Equal("ERR_HTTP2_STREAM_ERROR", result.GetProperty("server").GetProperty("error").GetString());
        Assert.Equal(200, result.GetProperty("status").GetInt32());
    }

    [ToolFact("node")]
    [Trait("RFC 9113", "6.5")]
    public async Task Settings_change_while_an_answer_is_under_way()
    {
        var result = await Run("settings.mjs");

        Assert.Equal(100, result.GetProperty("maxConcurrentStreams").GetInt32());
        Assert.InRange(result.GetProperty("initialWindowSize").GetInt32(), 65_535, int.MaxValue);
        Assert.Equal([200, 200, 200, 200], result.GetProperty("statuses").EnumerateArray().Select(status => status.GetInt32()));
        Assert.Equal(4, result.GetProperty("pongs").GetInt32());
        Assert.Equal(5_000_000, result.GetProperty("octets").GetInt32());
    }

    [ToolFact("node")]
    [Trait("RFC 9113", "6.8")]
    public async Task After_the_clients_GOAWAY_the_open_answer_comes_to_its_end()
    {
        var result = await Run("goaway.mjs");

        Assert.Equal(20, result.GetProperty("lines").GetInt32());
        Assert.Equal(0, result.GetProperty("code").GetInt32());
    }

    private Task<JsonElement> Run(string script, params string[] arguments) => Tool.Node(script, server.Address, arguments);
}

[Collection(OnAkkaIo.Name)]
public sealed class NodeSessionOnAkkaIo(AkkaIoServer server) : NodeSessionTests(server);

[Collection(OnSockets.Name)]
public sealed class NodeSessionOnSockets(SocketsServer server) : NodeSessionTests(server);
