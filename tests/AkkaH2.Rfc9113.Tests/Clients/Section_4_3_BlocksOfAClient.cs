using AkkaH2.Hpack;

namespace AkkaH2.Rfc9113.Tests.Clients;

[Trait("RFC 9113", "4.3")]
public sealed class Section_4_3_BlocksOfAClient(TestServer server) : ClientSectionTests(server)
{
    [Fact, Trait("RFC 9113", "4.2"), Trait("RFC 9113", "6.10")]
    public Task A_request_whose_fields_exceed_a_frame_goes_on_in_CONTINUATION() => WithClient(async client =>
    {
        var request = Request.Get("/");
        for (var i = 0; i < 30; i++) request = request.With($"x-field-{i}", new string('~', 1_000));
        var response = client.Send(request);
        var peer = await client.Accept(); // it fails on a longer frame
        Assert.Equal(30, (await peer.ExpectHeaders(1)).Fields.Count(field => field.Name.StartsWith("x-field-", StringComparison.Ordinal)));
        await ExpectAnswered(peer, 1, response);
    });

    [Fact, Trait("RFC 9113", "4.3.1")]
    public Task The_table_stays_in_step_when_a_response_is_malformed() => WithClient(async client =>
    {
        // The fields that the bad response put into the table are named by index in the good one.
        _ = client.Send(Request.Get("/"));
        var peer = await client.Accept();
        await peer.ExpectHeaders(1);
        await peer.Send(Headers(1).Status(200).Field("x-test", "in step").Field("connection", "close").EndStream());
        await peer.ExpectRstStream(1, ErrorCode.ProtocolError);
        await ExpectInStep(client, peer, 3);
    });

    [Fact, Trait("RFC 9113", "4.3.1")]
    public Task The_table_stays_in_step_when_a_response_comes_on_a_stream_that_was_reset() => WithClient(async client =>
    {
        _ = client.Send(Request.Get("/"));
        var peer = await client.Accept();
        await peer.ExpectHeaders(1);
        await peer.Send(WindowUpdate(1, int.MaxValue), Headers(1).Status(200).Field("x-test", "in step").EndStream());
        await peer.ExpectRstStream(1, ErrorCode.FlowControlError);
        await ExpectInStep(client, peer, 3);
    });

    [Fact, Trait("RFC 9113", "4.3.1")]
    public Task The_table_stays_in_step_over_informational_responses_and_trailers() => WithClient(async client =>
    {
        var response = client.Send(Request.Get("/"));
        var peer = await client.Accept();
        await peer.ExpectHeaders(1);
        await peer.Send(Headers(1).Status(103).Field("x-hint", "a"), Headers(1).Status(200), Headers(1).Field("x-test", "in step").EndStream());
        Assert.Equal("", await Text(response));
        await ExpectInStep(client, peer, 3);
    });

    [Fact, Trait("RFC 9113", "4.3.1"), Trait("RFC 9113", "10.5.1")]
    public Task The_table_stays_in_step_when_a_response_is_too_large() => WithClient(async client =>
    {
        var response = client.Send(Request.Get("/"));
        var peer = await client.Accept();
        await peer.ExpectHeaders(1);
        var limit = (int)peer.PeerSettings[SettingId.MaxHeaderListSize];
        await peer.Send(Headers(1).Status(200).Field("x-long", new string('~', limit)).Field("x-test", "in step").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.EnhanceYourCalm);
        Assert.Equal(ErrorCode.EnhanceYourCalm, (await Fails(response)).Code);
        await ExpectInStep(client, peer, 3);
    });

    [Fact, Trait("RFC 7541", "7.1.3")]
    public Task Credentials_and_what_the_caller_marks_as_sensitive_are_never_indexed() => WithClient(async client =>
    {
        var headers = global::AkkaH2.Headers.Empty.WithAdded("x-token", "secret", sensitive: true).WithAdded("authorization", "Bearer secret").WithAdded("cookie", "id=8f14e45f");
        _ = client.Send(Request.Get("/", headers));
        var peer = await client.Accept();
        var fields = (await peer.ExpectHeaders(1)).Fields;
        Assert.Contains(new HeaderField("x-token", "secret", NeverIndexed: true), fields);
        Assert.Contains(new HeaderField("authorization", "Bearer secret", NeverIndexed: true), fields);
        Assert.Contains(new HeaderField("cookie", "id=8f14e45f", NeverIndexed: true), fields);
    });

    [Fact, Trait("RFC 9113", "4.3.1"), Trait("RFC 7541", "4.2")]
    public Task A_block_behind_a_smaller_table_begins_with_a_size_update() => WithClient(async client =>
    {
        var response = client.Send(Request.Get("/"));
        var peer = await client.Accept();
        await peer.ExpectHeaders(1);
        await ExpectAnswered(peer, 1, response);
        await peer.Send(Settings((SettingId.HeaderTableSize, 0)));
        await peer.ExpectSettingsAck();
        _ = client.Send(Request.Get("/"));
        Assert.Equal(RawBlock.Resize(0), (await peer.Expect<HeadersFrame>(x => x.Stream.Value == 3)).Fragment[..1].ToArray());
    });

    private static async Task ExpectInStep(ClientOnWire client, TestPeer peer, int stream)
    {
        var response = client.Send(Request.Get("/"));
        await peer.ExpectHeaders(stream);
        await peer.Send(Headers(stream).Status(200).Field("x-test", "in step").EndStream());
        Assert.Equal("in step", (await response).Headers["x-test"]);
    }
}
