
namespace AkkaH2.Protocol.Tests;

[Trait("RFC 9113", "6.9.1")]
public sealed class WindowTests
{
    [Fact]
    public void A_window_begins_with_65535_octets() => Assert.Equal(65_535, Window.Initial.Available);

    [Fact]
    public void What_is_sent_is_taken_from_it() => Assert.Equal(65_435, Window.Initial.Spend(100).Octets);

    [Fact]
    public void It_never_grows_above_2_to_the_31_minus_1()
    {
        Assert.Equal(int.MaxValue, new Window(1).Grow(int.MaxValue - 1)?.Octets);
        Assert.Null(new Window(1).Grow(int.MaxValue));
    }

    [Fact]
    [Trait("RFC 9113", "6.9.2")]
    public void A_settings_change_may_make_it_negative_and_then_nothing_is_available()
    {
        var window = new Window(10).Spend(10).Grow(-100)!.Value;
        Assert.Equal((-100, 0), (window.Octets, window.Available));
        Assert.Equal(1, window.Grow(101)!.Value.Available);
    }
}

[Trait("RFC 9113", "6.9")]
public sealed class ReceiveWindowTests
{
    [Fact]
    public void The_peer_may_send_as_much_as_was_granted_and_no_octet_more()
    {
        var window = new ReceiveWindow(100);
        Assert.True(window.TryReceive(100));
        Assert.False(window.TryReceive(1));
    }

    [Fact]
    public void Credit_comes_back_at_half_of_the_window()
    {
        var window = new ReceiveWindow(100);
        window.TryReceive(80);
        Assert.Equal(0, window.Consume(49));
        Assert.Equal(50, window.Consume(1));
        Assert.Equal(70, window.Available);
    }

    [Fact]
    [Trait("RFC 9113", "6.9.2")]
    public void A_settings_change_shifts_it_and_may_make_it_negative()
    {
        var window = new ReceiveWindow(100);
        window.TryReceive(80);
        Assert.Equal(0, window.Shift(-50));
        Assert.Equal(-30, window.Available);
        Assert.False(window.TryReceive(1));
        window.Shift(60);
        Assert.True(window.TryReceive(30));
    }

    [Fact]
    [Trait("RFC 9113", "6.9.2")]
    public void What_was_consumed_is_credited_at_once_when_it_is_half_of_a_smaller_window()
    {
        var window = new ReceiveWindow(100);
        window.TryReceive(80);
        window.Consume(40);
        Assert.Equal(40, window.Shift(-50));
        Assert.Equal(10, window.Available);
    }

    [Fact]
    public void What_nobody_consumes_gives_no_credit()
    {
        var window = new ReceiveWindow(100);
        window.TryReceive(100);
        Assert.Equal(0, window.Consume(10));
        Assert.Equal(0, window.Available);
    }
}
