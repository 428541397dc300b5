using System.Text.Json;

namespace AkkaH2.Interop.Tests.Clients;

/// <summary>python3-h2 as a scripted peer, which checks every frame that it gets; the scenarios are in <c>python/scenarios.py</c>.</summary>
public abstract class PythonTests(InteropServer server)
{
    [ToolFact(PythonH2.Name)]
    public async Task A_get_is_answered_with_head_and_body()
    {
        var answer = await Play("get");

        Assert.Equal(200, answer.GetProperty("status").GetInt32());
        Assert.Equal("13", answer.GetProperty("fields").GetProperty("content-length").GetString());
        Assert.Equal("Hello, World!", answer.GetProperty("body").GetString());
    }

    [ToolFact(PythonH2.Name)]
    [Trait("RFC 9113", "6.9")]
    public async Task A_post_longer_than_its_windows_is_given_credit()
    {
        var answer = await Play("post");

        Assert.Equal("3000000", answer.GetProperty("body").GetString());
        Assert.NotEqual(0, answer.GetProperty("credits").GetInt32());
    }

    [ToolFact(PythonH2.Name)]
    public async Task A_body_comes_back_while_it_is_sent()
    {
        var result = await Play("echo");

        Assert.True(result.GetProperty("same").GetBoolean());
    }

    [ToolFact(PythonH2.Name)]
    [Trait("RFC 9113", "6.1")]
    public async Task Padding_is_given_credit_too()
    {
        var answer = await Play("padded");

        Assert.Equal("4500", answer.GetProperty("body").GetString());
    }

    [ToolFact(PythonH2.Name)]
    [Trait("RFC 9113", "6.9.2")]
    public async Task An_initial_window_of_0_stops_old_and_new_answers_until_it_grows()
    {
        var result = await Play("window");

        Assert.Equal([65_535, 0], Numbers(result, "stalled"));
        Assert.Equal([100_000, 5_000], Numbers(result, "octets"));
    }

    [ToolFact(PythonH2.Name)]
    [Trait("RFC 7541", "4.2")]
    public async Task The_peers_header_table_may_change_its_size_between_answers()
    {
        var result = await Play("table");

        Assert.Equal(Enumerable.Repeat(200, 15), Numbers(result, "statuses"));
    }

    [ToolFact(PythonH2.Name)]
    [Trait("RFC 9113", "6.7")]
    public async Task Each_ping_comes_back_with_its_payload()
    {
        var result = await Play("ping");

        Assert.Equal(["8 octets", "and more"], result.GetProperty("payloads").EnumerateArray().Select(payload => payload.GetString()!));
    }

    [ToolFact(PythonH2.Name)]
    [Trait("RFC 9113", "6.4")]
    public async Task Streams_reset_in_the_middle_leave_the_connection_alive()
    {
        var answer = await Play("reset");

        Assert.Equal("Hello, World!", answer.GetProperty("body").GetString());
    }

    [ToolFact(PythonH2.Name)]
    [Trait("RFC 9113", "6.8")]
    public async Task A_peer_that_leaves_in_order_is_answered_in_order()
    {
        var result = await Play("goaway");

        Assert.Equal(200, result.GetProperty("status").GetInt32());
        Assert.Equal([0], Numbers(result, "codes"));
        Assert.Equal(1, result.GetProperty("last").GetInt32());
    }

    [ToolFact(PythonH2.Name)]
    [Trait("RFC 9113", "5.3.2")]
    public async Task Priorities_of_the_older_kind_do_no_harm()
    {
        var result = await Play("priority");

        Assert.Equal([300_000, 300_000], Numbers(result, "octets"));
    }

    [ToolFact(PythonH2.Name)]
    [Trait("RFC 9113", "5.1.2")]
    public async Task As_many_streams_as_are_allowed_are_answered_whole()
    {
        var result = await Play("many");

        Assert.Equal(100, result.GetProperty("answered").GetInt32());
        Assert.Equal(100, result.GetProperty("whole").GetInt32());
    }

    [ToolFact(PythonH2.Name)]
    [Trait("RFC 9113", "8.1")]
    public async Task Trailers_follow_the_body_in_both_directions()
    {
        var result = await Play("trailers");

        Assert.Equal("x-one: 1\nx-two: 2\n", result.GetProperty("sent").GetString());
        Assert.Equal("3", result.GetProperty("received").GetProperty("x-count").GetString());
    }

    [ToolFact(PythonH2.Name)]
    [Trait("RFC 9110", "15.2")]
    public async Task Informational_answers_come_before_the_answer_and_before_the_body()
    {
        var result = await Play("informational");

        Assert.Equal(["103"], Statuses(result, "hints"));
        Assert.Equal(200, result.GetProperty("hinted").GetInt32());
        Assert.Equal(["100"], Statuses(result, "asked"));
        Assert.Equal("50000", result.GetProperty("counted").GetString());
    }

    [ToolFact(PythonH2.Name)]
    [Trait("RFC 9113", "8.1")]
    public async Task An_answer_that_does_not_want_the_body_ends_before_it()
    {
        const int NoError = 0;

        var result = await Play("early");

        Assert.Equal(404, result.GetProperty("status").GetInt32());
        Assert.True(result.GetProperty("ended").GetBoolean());
        Assert.Equal(NoError, result.GetProperty("reset").GetInt32());
        Assert.Equal(200, result.GetProperty("next").GetInt32());
    }

    [ToolFact(PythonH2.Name)]
    [Trait("RFC 9113", "5.4.2")]
    public async Task An_endpoint_that_throws_after_the_head_resets_its_stream()
    {
        const int InternalError = 2;

        var result = await Play("crash");

        Assert.Equal(200, result.GetProperty("status").GetInt32());
        Assert.Equal(InternalError, result.GetProperty("reset").GetInt32());
        Assert.Equal(200, result.GetProperty("next").GetInt32());
    }

    private Task<JsonElement> Play(string scenario) => Tool.Python(scenario, server.Address);

    private static IEnumerable<int> Numbers(JsonElement result, string name) => result.GetProperty(name).EnumerateArray().Select(number => number.GetInt32());

    private static IEnumerable<string> Statuses(JsonElement result, string name) =>
        result.GetProperty(name).EnumerateArray().Select(head => head.GetProperty(":status").GetString()!);
}

[Collection(OnAkkaIo.Name)]
public sealed class PythonOnAkkaIo(AkkaIoServer server) : PythonTests(server);

[Collection(OnSockets.Name)]
public sealed class PythonOnSockets(SocketsServer server) : PythonTests(server);
