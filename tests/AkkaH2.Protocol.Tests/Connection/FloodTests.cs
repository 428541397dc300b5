using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

/// <summary>RFC 9113 §10.5: frames that are legal one by one, and in masses an attack.</summary>
[Trait("RFC 9113", "10.5")]
public sealed class FloodTests : ConnectionTest
{
    [Fact]
    public void PING_without_any_useful_traffic_is_a_glitch()
    {
        Handshake();
        for (var n = 0; n < 999; n++) // SETTINGS was one
        {
            Receive(Ping((ulong)n));
            Assert.Single(Sent());
        }

        Receive(Ping(0));
        AssertCalmed();
    }

    [Fact]
    public void PING_beside_DATA_is_not()
    {
        Handshake();
        Receive(Request(1, end: false));
        for (var n = 0; n < 20_000; n++)
        {
            Receive(Data(1, 1_000), Ping((ulong)n));
            Connection.Consume(new StreamId(1), 1_000);
            Sent();
        }

        AssertAlive();
    }

    [Fact]
    public void What_was_too_much_is_quoted_in_few_words()
    {
        Handshake();
        for (var n = 0; n < 1_100 && !Connection.IsOver; n++)
            Receive(new SettingsFrame([.. Enumerable.Repeat(new Setting((SettingId)0xff, 1), 2_730)]));
        var goAway = Assert.IsType<GoAwayFrame>(Sent()[^1]);
        Assert.Equal(ErrorCode.EnhanceYourCalm, goAway.Code);
        Assert.InRange(goAway.DebugData.Length, 1, 1_000);
    }

    [Fact]
    public void WINDOW_UPDATE_by_the_octet_is_a_glitch()
    {
        Handshake();
        Receive(Request(1));
        for (var n = 0; n < 1_100 && !Connection.IsOver; n++)
            Receive(WindowUpdate(n % 2, 1));
        AssertCalmed();
    }

    [Fact]
    public void So_it_is_where_each_octet_of_it_is_sent()
    {
        Handshake(new Setting(SettingId.InitialWindowSize, 0));
        Receive(Request(1));
        Connection.SendHead(new StreamId(1), [new(":status", "200")]);
        Connection.SendData(new StreamId(1), new byte[100_000], end: true);
        Sent();
        for (var n = 0; n < 1_100 && !Connection.IsOver; n++)
        {
            Receive(WindowUpdate(1, 1));
            if (!Connection.IsOver)
                Assert.Single(Sent().OfType<DataFrame>());
        }

        AssertCalmed();
    }

    [Fact]
    public void WINDOW_UPDATE_that_answers_DATA_is_not()
    {
        Handshake();
        Receive(Request(1));
        Connection.SendHead(new StreamId(1), [new(":status", "200")]);
        for (var n = 0; n < 20_000; n++)
        {
            Connection.SendData(new StreamId(1), new byte[3], end: false);
            Sent();
            Receive(WindowUpdate(1, 3), WindowUpdate(0, 3));
        }

        AssertAlive();
    }

    [Fact]
    public void A_read_that_is_held_back_goes_on_when_the_connection_ends()
    {
        Handshake();
        Receive(Request(1, end: false));
        for (var n = 0; n < 1_100; n++)
            Receive(Data(1, 100), Ping((ulong)n));
        Assert.False(Connection.MayRead());
        Assert.True(Connection.IsReadingHeldBack);
        Receive(WindowUpdate(0, int.MaxValue));
        Assert.True(Connection.IsOver);
        Assert.True(Connection.MayRead());
    }

    [Fact]
    public void Nothing_is_handled_after_the_last_frame_that_was_endured()
    {
        Handshake();
        Receive([.. Enumerable.Range(0, 200_000).Select(n => Ping((ulong)n))]);
        Assert.True(Connection.FirstLimits.IsOver); // the decoders stop too
        Assert.True(Sent().Count < 1_200);
    }

    private void AssertCalmed()
    {
        Assert.Equal(ErrorCode.EnhanceYourCalm, GoAwayOf(Sent()).Code);
        Assert.True(Connection.IsOver);
    }
}
