using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.TestKit;

/// <content>
/// Expectations. Each takes what it names out of the inbox and leaves frames of other streams, and what serves the connection
/// (SETTINGS, PING, WINDOW_UPDATE), for others. A GOAWAY with an error or a RST_STREAM that nobody asked for ends the wait at once.
/// </content>
internal sealed partial class TestPeer
{
    private ulong _pings;

    /// <summary>The next frame of its stream, leaving WINDOW_UPDATE, SETTINGS and PING aside, is this one.</summary>
    public async Task Expect(Frame expected) =>
        await Take($"{expected}", received => received.Frame.Equals(expected) ? Verdict.Take : Otherwise(received.Frame, expected.Stream));

    /// <summary>A frame of this type that fits, now or later; other frames are left alone.</summary>
    public async Task<T> Expect<T>(Func<T, bool>? fits = null)
        where T : Frame
    {
        var received = await Take($"{typeof(T).Name} that fits", x => x.Frame is T frame && (fits is null || fits(frame)) ? Verdict.Take : Verdict.Leave);
        return (T)received.Frame;
    }

    /// <summary>The other side's SETTINGS.</summary>
    public Task<SettingsFrame> ExpectSettings() => Expect<SettingsFrame>(settings => !settings.Ack);

    /// <summary>The acknowledgement of our SETTINGS; from here on they hold.</summary>
    public Task<SettingsFrame> ExpectSettingsAck() => Expect<SettingsFrame>(settings => settings.Ack);

    /// <summary>HEADERS on this stream: the next frame there.</summary>
    public async Task<ReceivedHeaders> ExpectHeaders(int stream)
    {
        var id = new StreamId(stream);
        var received = await Take($"HEADERS stream={stream}", x => x.Frame is HeadersFrame && x.Frame.Stream == id ? Verdict.Take : Otherwise(x.Frame, id));
        return new ReceivedHeaders(received.Fields, ((HeadersFrame)received.Frame).EndStream);
    }

    /// <summary>PUSH_PROMISE on this stream: the promised one and its request.</summary>
    public async Task<(int Promised, ReceivedHeaders Request)> ExpectPushPromise(int stream)
    {
        var id = new StreamId(stream);
        var received = await Take($"PUSH_PROMISE stream={stream}", x => x.Frame is PushPromiseFrame && x.Frame.Stream == id ? Verdict.Take : Otherwise(x.Frame, id));
        return (((PushPromiseFrame)received.Frame).Promised.Value, new ReceivedHeaders(received.Fields, EndStream: false));
    }

    /// <summary>DATA on this stream: the next frame there.</summary>
    public async Task<DataFrame> ExpectData(int stream)
    {
        var id = new StreamId(stream);
        var received = await Take($"DATA stream={stream}", x => x.Frame is DataFrame && x.Frame.Stream == id ? Verdict.Take : Otherwise(x.Frame, id));
        return (DataFrame)received.Frame;
    }

    /// <summary>A whole response on this stream.</summary>
    public async Task<ReceivedResponse> ExpectResponse(int stream)
    {
        var informational = new List<ReceivedHeaders>();
        var head = await ExpectHeaders(stream);
        for (; head.Status < 200; head = await ExpectHeaders(stream)) informational.Add(head);

        var body = new MemoryStream();
        IReadOnlyList<HeaderField> trailers = [];
        for (var ended = head.EndStream; !ended;)
        {
            var next = await ExpectContent(stream);
            if (next.Frame is DataFrame data)
            {
                body.Write(data.Data.Span);
                ended = data.EndStream;
            }
            else
            {
                trailers = next.Fields;
                ended = ((HeadersFrame)next.Frame).EndStream ? true : throw Failure("trailers with END_STREAM", new TestPeerException("it is missing"));
            }
        }

        return new ReceivedResponse(informational, head, body.ToArray(), trailers);
    }

    /// <summary>The rest of the content on this stream, to its END_STREAM, in however many frames.</summary>
    public async Task<byte[]> ExpectRest(int stream)
    {
        var rest = new MemoryStream();
        DataFrame data;
        do
        {
            data = await ExpectData(stream);
            rest.Write(data.Data.Span);
        }
        while (!data.EndStream);
        return rest.ToArray();
    }

    /// <summary>The connection still works: a PING is answered. Other frames stay for other expectations.</summary>
    public async Task ExpectAlive()
    {
        var ping = Frames.Ping(0xa11e_0000 + _pings++);
        await Send(ping);
        var ack = ping with { Ack = true };
        await Take("an answer to PING", x => x.Frame.Equals(ack) ? Verdict.Take : Unless(IsFatal(x.Frame)));
    }

    /// <summary>RST_STREAM on this stream, whatever else came there before.</summary>
    public async Task ExpectRstStream(int stream, ErrorCode code)
    {
        var expected = Frames.RstStream(stream, code);
        await Take($"{expected}", x => x.Frame.Equals(expected) ? Verdict.Take : Unless(IsFatal(x.Frame) || (x.Frame is RstStreamFrame && x.Frame.Stream == expected.Stream)));
    }

    /// <summary>GOAWAY with this last stream and this code.</summary>
    public async Task<GoAwayFrame> ExpectGoAway(int lastStream, ErrorCode code)
    {
        var received = await Take(
            $"GOAWAY last={lastStream} {code.Name()}",
            x => x.Frame is GoAwayFrame goAway && goAway.LastStream.Value == lastStream && goAway.Code == code ? Verdict.Take : Unless(x.Frame is GoAwayFrame));
        return (GoAwayFrame)received.Frame;
    }

    /// <summary>GOAWAY with this code, whatever its last stream.</summary>
    public async Task<GoAwayFrame> ExpectGoAwayCode(ErrorCode code)
    {
        var received = await Take($"GOAWAY {code.Name()}", x => x.Frame is GoAwayFrame goAway && goAway.Code == code ? Verdict.Take : Unless(x.Frame is GoAwayFrame));
        return (GoAwayFrame)received.Frame;
    }

    /// <summary>RST_STREAM on this stream or GOAWAY, with this code: where the RFC leaves the choice.</summary>
    public async Task ExpectErrorOfEitherKind(int stream, ErrorCode code)
    {
        var reset = Frames.RstStream(stream, code);
        await Take(
            $"{reset} or GOAWAY {code.Name()}",
            x => x.Frame.Equals(reset) || x.Frame is GoAwayFrame goAway && goAway.Code == code ? Verdict.Take : Unless(x.Frame is GoAwayFrame || (x.Frame is RstStreamFrame && x.Frame.Stream == reset.Stream)));
    }

    /// <summary>The other side closes the transport.</summary>
    public Task ExpectClosed() => WithDeadline("the end of the connection", async deadline =>
    {
        await _inbox.WaitForEnd(deadline);
        return true;
    });

    /// <summary>A connection error: GOAWAY with this last stream and code, then the end.</summary>
    public async Task ExpectConnectionError(int lastStream, ErrorCode code)
    {
        await ExpectGoAway(lastStream, code);
        await ExpectClosed();
    }

    /// <summary>A stream error: RST_STREAM with this code; the connection survives.</summary>
    public async Task ExpectStreamError(int stream, ErrorCode code)
    {
        await ExpectRstStream(stream, code);
        await ExpectAlive();
    }

    private Task<ReceivedFrame> ExpectContent(int stream)
    {
        var id = new StreamId(stream);
        return Take($"DATA or trailers stream={stream}", x => x.Frame is DataFrame or HeadersFrame && x.Frame.Stream == id ? Verdict.Take : Otherwise(x.Frame, id));
    }

    /// <summary>Waits until something may be sent on this stream; answers how much.</summary>
    private async Task<long> ExpectCredit(StreamId stream)
    {
        while (true)
        {
            lock (_sendWindows)
            {
                if (_sendWindows.Available(stream) is > 0 and var room) return room;
            }

            await Expect<WindowUpdateFrame>(update => update.Stream == stream || update.Stream.IsConnection);
        }
    }

    private static Verdict Unless(bool refused) => refused ? Verdict.Refuse : Verdict.Leave;

    /// <summary>GOAWAY with NO_ERROR lets open streams finish (RFC 9113 §6.8).</summary>
    private static bool IsFatal(Frame frame) => frame is GoAwayFrame { Code: not ErrorCode.NoError };

    private static Verdict Otherwise(Frame frame, StreamId stream) =>
        Unless(IsFatal(frame) || (frame.Stream == stream && frame is not (WindowUpdateFrame or SettingsFrame or PingFrame or UnknownFrame)));

    private Task<ReceivedFrame> Take(string what, Func<ReceivedFrame, Verdict> verdictOn) => WithDeadline(what, deadline => _inbox.Take(verdictOn, deadline));

    private async Task<T> WithDeadline<T>(string what, Func<CancellationToken, Task<T>> wait)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            return await wait(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw Failure(what, new TestPeerException($"nothing came for {Deadline.TotalSeconds} s"));
        }
        catch (TestPeerException failure)
        {
            throw Failure(what, failure);
        }
    }

    private TestPeerException Failure(string what, TestPeerException cause) =>
        new($"expected {what}, {cause.Message}{Environment.NewLine}{Log}", cause);
}
