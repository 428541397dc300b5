namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "4.1")]
public sealed class Section_4_1_FrameFormat(TestServer server) : SymmetricSectionTests(server)
{
    [Fact, Trait("RFC 9113", "5.5")]
    public Task Frames_of_unknown_type_are_ignored() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.Open(peer);
        await peer.Send(Raw((FrameType)0xfe, FrameFlags.None, 0, 1, 2, 3), Raw((FrameType)0xfe, (FrameFlags)0xff, stream, 1, 2, 3));
        await side.ExpectWorks(peer);
    });

    [Theory]
    [InlineData(FrameType.Priority, 0xff, 5)]
    [InlineData(FrameType.Settings, 0xfe, 0)]
    [InlineData(FrameType.Ping, 0xfe, 8)]
    [InlineData(FrameType.RstStream, 0xff, 4)]
    internal Task Flags_without_a_meaning_are_ignored(FrameType type, byte flags, int length) => OnEachSide(async (peer, side) =>
    {
        peer.IsReferee = false; // it does not know raw SETTINGS, whose acknowledgement comes all the same
        var stream = await side.Open(peer);
        await peer.Send(Raw(type, (FrameFlags)flags, type is FrameType.Settings or FrameType.Ping ? 0 : stream, new byte[length]));
        await side.ExpectWorks(peer);
    });

    [Fact]
    public Task Flags_without_a_meaning_are_ignored_on_DATA() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.OpenToReceive(peer);
        await peer.Send(Raw(FrameType.Data, (FrameFlags)0xf7, stream, 1, 2, 3)); // all but PADDED
        await side.ExpectReceived(peer, stream, 3);
    });

    [Fact]
    public Task Flags_without_a_meaning_are_ignored_on_WINDOW_UPDATE() => OnEachSide(async (peer, side) =>
    {
        await peer.Send(Raw(FrameType.WindowUpdate, (FrameFlags)0xff, 0, 0, 0, 0, 1));
        await side.ExpectWorks(peer);
    });

    [Fact]
    public Task The_reserved_bit_is_ignored() => OnEachSide(async (peer, _) =>
    {
        await peer.SendRaw(new byte[] { 0, 0, 8, 6, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7 });
        await peer.Expect(PingAck(7));
        await peer.ExpectAlive();
    });

    [Fact]
    public Task Frames_may_come_octet_by_octet() => OnEachSide(async (peer, _) =>
    {
        foreach (var octet in new byte[] { 0, 0, 8, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7 }) await peer.SendRaw(new[] { octet });
        await peer.Expect(PingAck(7));
    });
}
