using AkkaH2.Client;

namespace AkkaH2.Rfc9113.Tests.Clients;

[Trait("RFC 9113", "6.6")]
public sealed class Section_6_6_PromisesOfAServer(TestServer server) : ClientSectionTests(server)
{
    [Theory, Trait("RFC 9113", "8.4")]
    [InlineData(1, 2)]
    [InlineData(1, 4)]
    [InlineData(1, 3)]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    public Task A_promise_that_was_ruled_out_is_a_connection_error(int stream, int promised) => OnRequest(async (peer, response) =>
    {
        await peer.Send(Headers(stream).Get("/pushed").Promise(promised));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
        var error = await Fails(response);
        Assert.Equal((ClientErrorKind.ProtocolError, ErrorCode.ProtocolError), (error.Kind, error.Code));
    });

    [Theory]
    [InlineData(0, 2)] // on the connection
    [InlineData(1, 0)] // of the connection
    public Task A_promise_on_stream_0_or_of_it_is_a_connection_error(int stream, int promised) => OnRequest(async (peer, _) =>
    {
        await peer.Send(Headers(stream).Get("/pushed").Promise(promised));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Theory]
    [InlineData(FrameFlags.None, 3, ErrorCode.FrameSizeError)]
    [InlineData(FrameFlags.Padded, 4, ErrorCode.FrameSizeError)]
    internal Task A_promise_too_small_for_what_its_flags_announce_is_a_connection_error(FrameFlags flags, int length, ErrorCode code) => OnRequest(async (peer, _) =>
    {
        await peer.Send(Raw(FrameType.PushPromise, flags | FrameFlags.EndHeaders, 1, new byte[length]));
        await peer.ExpectConnectionError(0, code);
    });
}
