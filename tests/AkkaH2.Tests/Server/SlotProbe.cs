using AkkaH2.Endpoints;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>
/// How many requests a connection serves at once, as its client sees it: a slot that was never given back is one that the client never gets
/// (RFC 9113 §5.1.2).
/// </summary>
internal sealed class SlotProbe
{
    private const string Path = "/slot";

    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _begun;

    /// <summary>An endpoint that is at work from its head on until the probe has seen enough.</summary>
    public EndpointBuilder Map(EndpointBuilder endpoints) => endpoints.Map("GET", Path, async x =>
    {
        Interlocked.Increment(ref _begun);
        var body = x.RespondStreaming();
        await body.FlushAsync();
        await _release.Task;
    });

    /// <summary>As many as the server has announced are at work at once. Work that goes on behind a reset ends first: until then the answer is "try again".</summary>
    public async Task ExpectAllFree(TestPeer peer)
    {
        var atWork = new List<int>();
        while (atWork.Count < peer.PeerSettings[SettingId.MaxConcurrentStreams])
        {
            if (await TryBegin(peer) is { } stream) atWork.Add(stream);
            else await peer.ExpectAlive();
        }

        Assert.Null(await TryBegin(peer)); // they are all at work still
        _release.SetResult();
        foreach (var stream in atWork) Assert.Empty(await peer.ExpectRest(stream));
    }

    /// <summary>The stream; null if it was refused, with REFUSED_STREAM or by the answer of an error handler.</summary>
    private async Task<int?> TryBegin(TestPeer peer)
    {
        var begun = Volatile.Read(ref _begun);
        var stream = peer.NewStream();
        await peer.Send(Headers(stream).Get(Path).EndStream());
        var answer = await peer.Expect<Frame>(frame => frame.Stream.Value == stream && frame is HeadersFrame or RstStreamFrame);
        if (Volatile.Read(ref _begun) > begun) return stream;

        if (answer is HeadersFrame) await peer.ExpectRest(stream);
        else Assert.Equal(RstStream(stream, ErrorCode.RefusedStream), answer);
        return null;
    }
}
