using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

/// <summary>Whoever counts is told which limit was reached, once for each time.</summary>
public sealed class LimitsReachedTests() : ConnectionTest(new Http2Options
{
    Announced = new ConnectionSettings { MaxConcurrentStreams = 2 },
    ResetBurst = 2,
    ResetsPerSecond = 0,
    GlitchBurst = 2,
    GlitchesPerSecond = 0,
    SettingsTimeout = TimeSpan.FromSeconds(3),
    HeadersTimeout = TimeSpan.FromSeconds(4),
    RequestTimeout = TimeSpan.FromSeconds(5),
    KeepAliveInterval = TimeSpan.FromSeconds(6),
    KeepAliveTimeout = TimeSpan.FromSeconds(3),
    MaxConnectionAge = TimeSpan.FromSeconds(10),
    DrainTimeout = TimeSpan.FromSeconds(5),
})
{
    [Fact]
    public void The_preface_is_late()
    {
        Wait(Options.PrefaceTimeout.TotalSeconds);
        Assert.Equal([Limit.PrefaceTimeout], LimitsReached);
    }

    [Fact]
    public void The_acknowledgement_of_our_settings_is_late()
    {
        Receive(new SettingsFrame([]));
        Wait(Options.SettingsTimeout.TotalSeconds);
        Assert.Equal([Limit.SettingsTimeout], LimitsReached);
    }

    [Fact]
    public void A_field_block_is_not_complete()
    {
        Handshake();
        Connection.OnFieldBlock(isOpen: true);
        Wait(Options.HeadersTimeout.TotalSeconds);
        Assert.Equal([Limit.HeadersTimeout], LimitsReached);
    }

    [Fact]
    public void A_request_has_no_response_in_time()
    {
        Handshake();
        Receive(Request(1));
        Wait(Options.RequestTimeout.TotalSeconds);
        Assert.Equal([Limit.RequestTimeout], LimitsReached);
    }

    [Fact]
    public void A_connection_is_old_and_its_drain_takes_too_long()
    {
        Handshake();
        Receive(Request(1));
        for (var seconds = 0; seconds < 15; seconds += 5)
        {
            Receive(Ping(1)); // it is there, and does not end its stream
            Wait(5);
        }

        Assert.Equal([Limit.RequestTimeout, Limit.MaxConnectionAge, Limit.DrainTimeout], LimitsReached);
    }

    [Fact]
    public void A_silent_peer_does_not_answer()
    {
        Handshake();
        Wait(9);
        Assert.Equal([Limit.KeepAliveTimeout], LimitsReached);
    }

    [Fact]
    public void One_stream_is_too_many()
    {
        Handshake();
        Receive(Request(1), Request(3), Request(5));
        Assert.Equal([Limit.MaxConcurrentStreams], LimitsReached);
    }

    [Fact]
    public void Fields_are_too_large()
    {
        Handshake();
        Receive(new FieldSection(new StreamId(1), [new(":method", "GET")], EndStream: true) { TooLarge = true });
        Assert.Equal([Limit.MaxHeaderListSize], LimitsReached);
    }

    [Fact]
    public void A_malformed_request_is_no_limit()
    {
        Handshake();
        Receive(new FieldSection(new StreamId(1), [new(":method", "GET")], EndStream: true));
        Assert.Empty(LimitsReached);
    }

    [Fact]
    public void Resets_are_too_many()
    {
        Handshake();
        Receive(Request(1), Reset(1), Request(3), Reset(3), Request(5), Reset(5));
        Assert.Equal([Limit.ResetBurst], LimitsReached.Where(limit => limit != Limit.MaxConcurrentStreams));
    }

    [Fact]
    public void Glitches_are_too_many()
    {
        Handshake();
        Receive(Request(1), Data(1, 0));
        Receive(new SettingsFrame([]), new SettingsFrame([]), new SettingsFrame([]), new SettingsFrame([]));
        Assert.Equal([Limit.GlitchBurst], LimitsReached);
    }

    [Fact]
    public void An_error_of_the_framing_brings_its_limit()
    {
        Handshake();
        Connection.Receive([new Http2Error.OnConnection(ErrorCode.EnhanceYourCalm, "a field block too long") { Limit = Limit.MaxHeaderBlockSize }]);
        Assert.Equal([Limit.MaxHeaderBlockSize], LimitsReached);
    }
}
