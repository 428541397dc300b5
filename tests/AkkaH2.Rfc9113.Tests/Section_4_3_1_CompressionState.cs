using System.Net;
using Akka.Actor;

namespace AkkaH2.Rfc9113.Tests;

/// <summary>The tables of both directions; the server here allows its peers none.</summary>
[Trait("RFC 9113", "4.3.1")]
[Trait("RFC 7541", "4.2")]
public sealed class Section_4_3_1_CompressionState : IAsyncLifetime
{
    private static readonly byte[] ToEmptyTable = [0x20];

    // GET, http, and as literals without indexing ":path" "/hello" and ":authority" "a".
    private static readonly byte[] GetHello = [0x82, 0x86, 0x04, 0x06, .. "/hello"u8, 0x01, 0x01, .. "a"u8];

    private readonly ActorSystem _system = ActorSystem.Create("frugal", """
        akka.loglevel = WARNING
        akka.stdout-loglevel = WARNING
        akka.h2 { transport = sockets, header-table-size = 0 }
        """);

    private EndPoint? _endPoint;

    public async Task InitializeAsync() => _endPoint = (await _system.Http2().BindAsync("127.0.0.1", 0, TestEndpoints.Map)).LocalEndPoint;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public Task A_block_without_the_size_update_that_our_SETTINGS_demand_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Block(GetHello).EndStream());
        await peer.ExpectGoAwayCode(ErrorCode.CompressionError);
        await peer.ExpectClosed();
    });

    [Fact]
    public Task A_size_update_above_what_our_SETTINGS_allow_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Block([0x21, .. GetHello]).EndStream());
        await peer.ExpectGoAwayCode(ErrorCode.CompressionError);
        await peer.ExpectClosed();
    });

    [Fact]
    public Task A_block_that_begins_with_the_size_update_is_served_and_the_next_needs_none() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Block([.. ToEmptyTable, .. GetHello]).EndStream());
        Assert.Equal("hello", (await peer.ExpectResponse(1)).Text);
        await peer.Send(Headers(3).Block(GetHello).EndStream());
        Assert.Equal("hello", (await peer.ExpectResponse(3)).Text);
    });

    [Fact]
    public Task Before_the_acknowledgement_the_initial_table_holds() => WithPeer(async peer =>
    {
        peer.AutoAckSettings = false;
        await peer.Handshake();
        await peer.Send(Headers(1).Block(GetHello).EndStream());
        Assert.Equal("hello", (await peer.ExpectResponse(1)).Text);
    });

    private async Task WithPeer(Func<TestPeer, Task> test)
    {
        await using var peer = await TestPeer.ConnectAsync(_endPoint!);
        await test(peer);
    }

    /// <summary>After the handshake both sides' SETTINGS are acknowledged.</summary>
    private Task WithConnection(Func<TestPeer, Task> test) => WithPeer(async peer =>
    {
        await peer.Handshake();
        await test(peer);
    });
}
