using AkkaH2.Wire;
using static AkkaH2.Protocol.StreamSignal;
using static AkkaH2.Protocol.StreamState;

namespace AkkaH2.Protocol.Tests;

[Trait("RFC 9113", "5.1")]
public sealed class StreamTransitionsTests
{
    private static readonly StreamId Id = new(5);

    /// <summary>Figure 2: every state and every signal. A state: it moves there. A severity: the peer may not. "bug": we may not.</summary>
    [Theory]
    [InlineData(Idle, RecvHeaders, "Open")]
    [InlineData(Idle, RecvData, "OnConnection")]
    [InlineData(Idle, RecvEndStream, "OnConnection")]
    [InlineData(Idle, RecvReset, "OnConnection")]
    [InlineData(Idle, RecvPromise, "ReservedRemote")]
    [InlineData(Idle, SendHeaders, "Open")]
    [InlineData(Idle, SendEndStream, "bug")]
    [InlineData(Idle, SendReset, "bug")]
    [InlineData(Idle, SendPromise, "ReservedLocal")]
    [InlineData(ReservedLocal, RecvHeaders, "OnConnection")]
    [InlineData(ReservedLocal, RecvData, "OnConnection")]
    [InlineData(ReservedLocal, RecvEndStream, "OnConnection")]
    [InlineData(ReservedLocal, RecvReset, "Closed")]
    [InlineData(ReservedLocal, RecvPromise, "OnConnection")]
    [InlineData(ReservedLocal, SendHeaders, "HalfClosedRemote")]
    [InlineData(ReservedLocal, SendEndStream, "bug")]
    [InlineData(ReservedLocal, SendReset, "Closed")]
    [InlineData(ReservedLocal, SendPromise, "bug")]
    [InlineData(ReservedRemote, RecvHeaders, "HalfClosedLocal")]
    [InlineData(ReservedRemote, RecvData, "OnConnection")]
    [InlineData(ReservedRemote, RecvEndStream, "OnConnection")]
    [InlineData(ReservedRemote, RecvReset, "Closed")]
    [InlineData(ReservedRemote, RecvPromise, "OnConnection")]
    [InlineData(ReservedRemote, SendHeaders, "bug")]
    [InlineData(ReservedRemote, SendEndStream, "bug")]
    [InlineData(ReservedRemote, SendReset, "Closed")]
    [InlineData(ReservedRemote, SendPromise, "bug")]
    [InlineData(Open, RecvHeaders, "Open")]
    [InlineData(Open, RecvData, "Open")]
    [InlineData(Open, RecvEndStream, "HalfClosedRemote")]
    [InlineData(Open, RecvReset, "Closed")]
    [InlineData(Open, RecvPromise, "OnConnection")]
    [InlineData(Open, SendHeaders, "Open")]
    [InlineData(Open, SendEndStream, "HalfClosedLocal")]
    [InlineData(Open, SendReset, "Closed")]
    [InlineData(Open, SendPromise, "bug")]
    [InlineData(HalfClosedLocal, RecvHeaders, "HalfClosedLocal")]
    [InlineData(HalfClosedLocal, RecvData, "HalfClosedLocal")]
    [InlineData(HalfClosedLocal, RecvEndStream, "Closed")]
    [InlineData(HalfClosedLocal, RecvReset, "Closed")]
    [InlineData(HalfClosedLocal, RecvPromise, "OnConnection")]
    [InlineData(HalfClosedLocal, SendHeaders, "bug")]
    [InlineData(HalfClosedLocal, SendEndStream, "bug")]
    [InlineData(HalfClosedLocal, SendReset, "Closed")]
    [InlineData(HalfClosedLocal, SendPromise, "bug")]
    [InlineData(HalfClosedRemote, RecvHeaders, "OnStream")]
    [InlineData(HalfClosedRemote, RecvData, "OnStream")]
    [InlineData(HalfClosedRemote, RecvEndStream, "OnStream")]
    [InlineData(HalfClosedRemote, RecvReset, "Closed")]
    [InlineData(HalfClosedRemote, RecvPromise, "OnConnection")]
    [InlineData(HalfClosedRemote, SendHeaders, "HalfClosedRemote")]
    [InlineData(HalfClosedRemote, SendEndStream, "Closed")]
    [InlineData(HalfClosedRemote, SendReset, "Closed")]
    [InlineData(HalfClosedRemote, SendPromise, "bug")]
    internal void Figure_2(StreamState state, StreamSignal signal, string expected) => Assert.Equal(expected, Outcome(state, signal));

    [Fact]
    public void The_table_has_every_state_that_can_get_a_signal()
    {
        var table = (Action<StreamState, StreamSignal, string>)Figure_2;
        var rows = table.Method.GetCustomAttributes(typeof(InlineDataAttribute), false).Length;
        Assert.Equal((Enum.GetValues<StreamState>().Length - 1) * Enum.GetValues<StreamSignal>().Length, rows);
    }

    [Theory]
    [InlineData(CloseCause.Finished, "OnConnection")]
    [InlineData(CloseCause.ResetByPeer, "OnStream")]
    [InlineData(CloseCause.EndedByUs, "ignored")]
    internal void A_late_frame_on_a_closed_stream_means_what_closed_it(CloseCause cause, string expected)
    {
        var error = StreamTransitions.AfterClose(Id, cause, RecvData);
        Assert.Equal(expected, error?.GetType().Name ?? "ignored");
        Assert.Equal(error is null ? null : ErrorCode.StreamClosed, error?.Code);
    }

    private static string Outcome(StreamState state, StreamSignal signal)
    {
        try
        {
            var next = StreamTransitions.Next(Id, state, signal, out var error);
            return error?.GetType().Name ?? next.ToString();
        }
        catch (InvalidOperationException)
        {
            return "bug";
        }
    }
}
