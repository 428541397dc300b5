using AkkaH2.Protocol.Priorities;
using AkkaH2.TestKit;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests.Priorities;

[Trait("RFC 9218", "7.1")]
public sealed class EarlyPrioritiesTests
{
    private static readonly ResponsePriority Urgent = new(0, false);

    private readonly EarlyPriorities _early = new(Role.Server);

    [Fact]
    public void The_last_one_is_given_to_its_request_once()
    {
        Keep(5, new ResponsePriority(7, true));
        Keep(5, Urgent);
        Assert.Equal(Urgent, _early.Take(new StreamId(5)));
        Assert.Null(_early.Take(new StreamId(5)));
    }

    [Fact]
    public void Requests_that_were_passed_over_are_forgotten()
    {
        Keep(3, Urgent);
        Keep(5, Urgent);
        Keep(9, Urgent);
        Assert.Null(_early.Take(new StreamId(7)));
        Assert.Equal(1, _early.Count);
        Assert.Equal(Urgent, _early.Take(new StreamId(9)));
    }

    [Fact]
    public void A_pushed_stream_passes_over_no_request()
    {
        Keep(5, Urgent);
        Assert.Null(_early.Take(new StreamId(8)));
        Assert.Equal(Urgent, _early.Take(new StreamId(5)));
    }

    [Fact]
    public void No_more_are_kept_than_may_be()
    {
        foreach (var stream in (int[])[1, 3, 5, 3])
            _early.Keep(new StreamId(stream), Urgent, most: 2);
        Assert.Equal(2, _early.Count);
    }

    [Fact]
    public void More_idle_and_open_streams_than_the_limit_are_a_connection_error()
    {
        Assert.Null(Check(3, isIdle: true, open: 1, limit: 2));
        Keep(3, Urgent);
        Assert.Null(Check(3, isIdle: true, open: 1, limit: 2));
        Assert.Null(Check(1, isIdle: false, open: 1, limit: 2));
        IsProtocolError(Check(5, isIdle: true, open: 1, limit: 2));
    }

    [Fact]
    public void An_idle_push_stream_cannot_be_prioritized_but_a_known_one_can()
    {
        IsProtocolError(Check(2, isIdle: true));
        Assert.Null(Check(2, isIdle: false));
    }

    [Fact]
    public void A_client_gets_none()
    {
        var error = new EarlyPriorities(Role.Client).Check(Frames.PriorityUpdate(1, "u=1"), isIdle: false, open: 1, limit: 100);
        IsProtocolError(error);
    }

    private void Keep(int stream, ResponsePriority priority) => _early.Keep(new StreamId(stream), priority, most: 100);

    private Http2Error? Check(int stream, bool isIdle, int open = 0, int limit = 100) =>
        _early.Check(Frames.PriorityUpdate(stream, "u=1"), isIdle, open, limit);

    private static void IsProtocolError(Http2Error? error) =>
        Assert.Equal(ErrorCode.ProtocolError, Assert.IsType<Http2Error.OnConnection>(error).Code);
}
