using System.Text.RegularExpressions;

namespace AkkaH2.Interop.Tests.Clients;

/// <summary>nghttp, which shows every frame and can be told to send unusual ones.</summary>
public abstract class NghttpTests(InteropServer server)
{
    [ToolFact("nghttp")]
    [Trait("RFC 9113", "3.4")]
    public async Task The_handshake_and_one_exchange_frame_by_frame()
    {
        var frames = await Frames("-v", server.Url("/"));

        Assert.Contains("recv SETTINGS frame", frames);
        Assert.Matches(@"recv SETTINGS frame <length=0, flags=0x01", frames);
        Assert.Contains(":status: 200", frames);
        Assert.Contains("Hello, World!", frames);
    }

    [ToolTheory("nghttp")]
    [Trait("RFC 9113", "6.1")]
    [InlineData(1)]
    [InlineData(255)]
    public async Task Padding_is_taken_off_heads_and_bodies(int padding)
    {
        using var file = new UploadFile(100_000);

        var answer = await Frames("--padding", $"{padding}", "--data", file.Path, server.Url("/upload"));

        Assert.Equal("100000", answer.Trim());
    }

    [ToolFact("nghttp")]
    [Trait("RFC 9113", "6.10")]
    public async Task A_head_in_several_frames_is_one_head()
    {
        var frames = await Frames("-v", "--continuation", server.Url("/"));

        // nghttp shows HEADERS and its CONTINUATION as one frame, which is longer than any frame may be.
        Assert.InRange(int.Parse(Regex.Match(frames, @"send HEADERS frame <length=(\d+)").Groups[1].Value), 16_385, 32_768);
        Assert.Contains(":status: 200", frames);
    }

    [ToolTheory("nghttp")]
    [Trait("RFC 9113", "6.9.2")]
    [InlineData(1, 500)] // a window of one octet, opened octet by octet: within glitch-burst
    [InlineData(10, 2_000)]
    [InlineData(30, 2_000)]
    public async Task A_download_fits_a_window_of_any_size(int bits, int octets)
    {
        var body = await Frames("--window-bits", $"{bits}", "-v", "-n", server.Url($"/bytes/{octets}"));

        Assert.Equal(octets, DataOctets(body));
    }

    [ToolTheory("nghttp")]
    [Trait("RFC 7541", "4.2")]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(65_536)]
    public async Task The_peers_header_table_may_have_any_size(int octets)
    {
        var frames = await Frames("-v", "-n", "--header-table-size", $"{octets}", server.Url("/"), server.Url("/string"), server.Url("/headers"));

        Assert.Equal(3, Regex.Count(frames, ":status: 200"));
    }

    [ToolFact("nghttp")]
    public async Task Many_streams_of_one_connection_are_all_answered()
    {
        var frames = await Frames("-v", "-n", "-m", "100", server.Url("/bytes/5000"));

        Assert.Equal(100, Regex.Count(frames, ":status: 200"));
        Assert.Equal(100 * 5000, DataOctets(frames));
    }

    private static Task<string> Frames(params string[] arguments) => NghttpFrames.Of(arguments);

    private static int DataOctets(string frames) => NghttpFrames.DataOctets(frames);
}

[Collection(OnAkkaIo.Name)]
public sealed class NghttpOnAkkaIo(AkkaIoServer server) : NghttpTests(server);

[Collection(OnSockets.Name)]
public sealed class NghttpOnSockets(SocketsServer server) : NghttpTests(server);
