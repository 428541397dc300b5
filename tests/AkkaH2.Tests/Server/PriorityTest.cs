using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>A peer whose connection window is empty: responses wait, all of them, until it grants some frames. Then their order can be seen.</summary>
public abstract class PriorityTest(string transport = "sockets") : ServerTest(transport)
{
    protected const int Frame = 16_384;

    /// <summary>A connection on which only heads can be sent.</summary>
    private protected async Task<TestPeer> ConnectBlocked(params (SettingId Id, uint Value)[] settings)
    {
        var server = await Bind(endpoints => endpoints
            .Map("GET", "/frames/{count}", x => x.Respond(new byte[int.Parse(x.Route["count"]) * Frame]))
            .Map("GET", "/urgent", x => x.Respond(Response.Octets(new byte[2 * Frame]).With("priority", "u=0, i=?0"))));
        var peer = await ConnectRaw(server);
        peer.AutoCredit = false;
        await peer.Handshake([(SettingId.InitialWindowSize, 1 << 24), .. settings]);
        await peer.Send(Headers(1).Get("/frames/4").EndStream());
        await peer.ExpectHeaders(1);
        for (var left = 65_535; left > 0;)
            left -= (await peer.ExpectData(1)).Data.Length;
        await peer.Send(RstStream(1));
        await peer.ExpectAlive();
        return peer;
    }

    /// <summary>Sends requests and waits until each response waits for the connection's window.</summary>
    private protected static async Task Ask(TestPeer peer, params HeadersScript[] requests)
    {
        await peer.Send([.. requests.Select(request => request.EndStream())]);
        foreach (var request in requests)
            await peer.ExpectHeaders(request.Stream.Value);
    }

    /// <summary>Grants one frame for each of these streams, and they come in this order.</summary>
    private protected static async Task ExpectOrder(TestPeer peer, params int[] streams) => Assert.Equal(streams, await Grant(peer, streams.Length));

    /// <summary>Grants so many frames of DATA: whose they are.</summary>
    private protected static async Task<int[]> Grant(TestPeer peer, int frames)
    {
        await peer.Send(WindowUpdate(0, frames * Frame));
        var streams = new int[frames];
        for (var i = 0; i < frames; i++)
        {
            var data = await peer.Expect<DataFrame>();
            Assert.Equal(Frame, data.Data.Length);
            streams[i] = data.Stream.Value;
        }

        return streams;
    }
}
