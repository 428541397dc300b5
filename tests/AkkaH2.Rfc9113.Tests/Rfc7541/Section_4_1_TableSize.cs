namespace AkkaH2.Rfc9113.Tests.Rfc7541;

/// <summary>Both ends count the same octets for a field, and so evict the same fields.</summary>
[Trait("RFC 7541", "4.1"), Trait("RFC 7541", "4.4")]
public sealed class Section_4_1_TableSize(TestServer server) : HpackSectionTests(server)
{
    /// <summary>Limits between which three or four fields of some fifty octets begin to fit or cease to, a few octets apart: one octet more or less a field shows.</summary>
    private static readonly uint[] Limits = [.. Enumerable.Range(0, 70).Select(i => (uint)(120 + 3 * i))];

    [Fact]
    public Task Whatever_the_limit_the_servers_table_is_the_one_that_its_client_reads_with() => WithConnection(async peer =>
    {
        foreach (var limit in Limits)
        {
            await peer.Send(Settings((SettingId.HeaderTableSize, limit)));
            await peer.ExpectSettingsAck();
            for (var i = 0; i < 2; i++) await ExpectForwarded(peer); // an index of a field that is gone here fails the test
        }
    });

    [Fact]
    public Task Whatever_the_limit_the_servers_table_is_the_one_that_its_client_writes_with() => WithConnection(async peer =>
    {
        foreach (var limit in Limits)
        {
            peer.Encoder.Allow(limit);
            for (var i = 0; i < 2; i++) await ExpectForwarded(peer);
        }
    });

    private static async Task ExpectForwarded(TestPeer peer)
    {
        var (stream, value) = (peer.NewStream(), new string('~', 15));
        await peer.Send(Headers(stream).Get("/forward").Field("x-a", value).Field("x-b", value).Field("x-c", value).Field("x-d", value).EndStream());
        var response = await peer.ExpectResponse(stream);
        Assert.Equal((value, value, value, value), (response["x-a"], response["x-b"], response["x-c"], response["x-d"]));
    }
}
