namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "4.1")]
public sealed class Section_4_1_FrameFormat(TestServer server) : SectionTests(server)
{
    [Fact, Trait("RFC 9113", "5.5")]
    public Task Frames_of_unknown_type_are_ignored() => WithConnection(async peer =>
    {
        await peer.Send(Raw((FrameType)0xfe, FrameFlags.None, 0, 1, 2, 3), Raw((FrameType)0xfe, (FrameFlags)0xff, 1, 1, 2, 3));
        await ExpectServed(peer, 1);
    });

    [Fact]
    public Task Flags_without_a_meaning_are_ignored() => WithConnection(async peer =>
    {
        await peer.Send(Raw(FrameType.Ping, (FrameFlags)0xfe, 0, 0, 0, 0, 0, 0, 0, 0, 7));
        await peer.Expect(PingAck(7));
        await peer.ExpectAlive();
    });

    [Fact]
    public Task The_reserved_bit_is_ignored() => WithConnection(async peer =>
    {
        await peer.SendRaw(new byte[] { 0, 0, 8, 6, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7 });
        await peer.Expect(PingAck(7));
        await peer.ExpectAlive();
    });

    [Fact]
    public Task Frames_may_come_octet_by_octet() => WithConnection(async peer =>
    {
        foreach (var octet in new byte[] { 0, 0, 8, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7 }) await peer.SendRaw(new[] { octet });
        await peer.Expect(PingAck(7));
    });
}
