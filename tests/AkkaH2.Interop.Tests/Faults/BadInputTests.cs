namespace AkkaH2.Interop.Tests.Faults;

/// <summary>What a peer may get wrong, over a real socket: the RFC's code in GOAWAY, the connection's end, and others are served on.</summary>
public abstract class BadInputTests(InteropServer server)
{
    private const int ProtocolError = 1, FrameSizeError = 6, CompressionError = 9;

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    [Trait("RFC 9113", "4.2")]
    public Task A_frame_above_the_size_limit_is_FRAME_SIZE_ERROR() =>
        Ends(FrameSizeError, RawConnection.Preface, RawConnection.Frame(RawConnection.Data, 0, 1, new byte[16_385]));

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    [Trait("RFC 9113", "4.3")]
    public Task A_broken_header_block_is_COMPRESSION_ERROR() =>
        Ends(CompressionError, RawConnection.Preface, RawConnection.Frame(RawConnection.Headers, 0x5, 1, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]));

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    [Trait("RFC 9113", "5.1.1")]
    public Task A_request_on_an_even_stream_is_PROTOCOL_ERROR() =>
        Ends(ProtocolError, RawConnection.Preface, RawConnection.Request(2, "GET", "/", 0x5));

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    [Trait("RFC 9113", "5.1")]
    public Task DATA_on_an_idle_stream_is_PROTOCOL_ERROR() =>
        Ends(ProtocolError, RawConnection.Preface, RawConnection.Frame(RawConnection.Data, 0, 1, [1, 2, 3]));

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    [Trait("RFC 9113", "6.5")]
    public Task SETTINGS_of_5_octets_is_FRAME_SIZE_ERROR() =>
        Ends(FrameSizeError, RawConnection.Preface, RawConnection.Frame(RawConnection.Settings, 0, 0, [1, 2, 3, 4, 5]));

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    [Trait("RFC 9113", "3.4")]
    public async Task Octets_that_are_no_preface_end_the_connection()
    {
        using var connection = await RawConnection.OpenAsync(server.Address);
        await connection.SendAsync("PRI * SMTP/1.0 and something that is no HTTP of any version\r\n\r\n"u8.ToArray());

        await connection.ReadToEndAsync();

        await ServesOthers();
    }

    private async Task Ends(int code, params byte[][] octets)
    {
        var errors = server.Process.ErrorsLogged;
        using var connection = await RawConnection.OpenAsync(server.Address);
        await connection.SendAsync(octets);

        var goAway = await connection.ReadToEndAsync();

        Assert.Equal(code, goAway?.Code);
        Assert.NotEqual("", goAway?.Debug);
        await ServesOthers();
        Assert.True(errors == server.Process.ErrorsLogged, server.Process.Output);
    }

    private async Task ServesOthers()
    {
        using var client = new Client(server.Address);
        Assert.Equal("Hello, World!", await client.GetStringAsync("/"));
    }
}

[Collection(OnAkkaIo.Name)]
public sealed class BadInputOnAkkaIo(AkkaIoServer server) : BadInputTests(server);

[Collection(OnSockets.Name)]
public sealed class BadInputOnSockets(SocketsServer server) : BadInputTests(server);
