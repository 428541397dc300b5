
namespace AkkaH2.Protocol.Tests;

[Trait("RFC 9113", "6.9")]
public sealed class ConnectionWindowTests
{
    private const int Size = 1_000_000;
    private const int MaxUnread = 3_000_000;

    private readonly ConnectionWindow _window = new(Size, MaxUnread);

    [Fact]
    [Trait("RFC 9113", "6.9.2")]
    public void It_begins_with_65535_octets_and_is_filled_up_at_once()
    {
        Assert.Equal(65_535, _window.Available);
        Assert.Equal(Size - 65_535, _window.Refill());
        Assert.Equal(Size, _window.Available);
    }

    [Fact]
    public void The_peer_may_send_as_much_as_was_granted_and_no_octet_more()
    {
        _window.Refill();
        Assert.True(_window.TryReceive(Size));
        Assert.False(_window.TryReceive(1));
    }

    [Fact]
    public void Credit_comes_back_at_half_of_the_window_although_nobody_has_read()
    {
        _window.Refill();
        _window.TryReceive((Size / 2) - 1);
        Assert.Equal(0, _window.Refill());
        _window.TryReceive(1);
        Assert.Equal(Size / 2, _window.Refill());
        Assert.Equal(Size / 2, _window.Unread);
    }

    [Fact]
    public void What_is_unread_and_what_may_come_are_never_more_than_the_bound()
    {
        var received = 0;
        for (_window.Refill(); _window.Available > 0; _window.Refill())
        {
            received += _window.Available;
            Assert.True(_window.TryReceive(_window.Available));
            Assert.True(_window.Unread + _window.Available <= MaxUnread);
        }

        Assert.Equal(MaxUnread, received);
    }

    [Fact]
    public void At_the_bound_credit_follows_what_is_read()
    {
        for (_window.Refill(); _window.Available > 0; _window.Refill())
            _window.TryReceive(_window.Available);

        _window.Release(65_534);
        Assert.Equal(0, _window.Refill());
        _window.Release(1);
        Assert.Equal(65_535, _window.Refill());
    }

    [Fact]
    public void Near_the_bound_credit_comes_at_half_of_what_is_left()
    {
        const int left = 800_000;
        _window.Refill();
        for (var rest = MaxUnread - left; rest > 0; _window.Refill())
            rest -= Receive(Math.Min(rest, _window.Available));
        Assert.Equal(left, _window.Available);

        Receive(100_000);
        _window.Release(100_000);
        Assert.Equal(0, _window.Refill());
        Receive(300_000);
        _window.Release(300_000);
        Assert.Equal(400_000, _window.Refill());
    }

    [Fact]
    public void A_window_that_grows_is_filled_up_to_its_new_size()
    {
        _window.Refill();
        _window.Grow(2 * Size);
        Assert.Equal(Size, _window.Refill());
    }

    private int Receive(int octets)
    {
        Assert.True(_window.TryReceive(octets));
        return octets;
    }
}
