using System.Text.RegularExpressions;

namespace AkkaH2.Interop.Tests.Clients;

/// <summary>nghttp's options: whatever a client says of itself, the exchange is the same.</summary>
public abstract class NghttpOptionsTests(InteropServer server)
{
    [ToolTheory("nghttp")]
    [InlineData("--no-dep")]
    [InlineData("--no-rfc7540-pri")]
    [InlineData("--weight=256")]
    [InlineData("--no-push")]
    [InlineData("--max-concurrent-streams=1")]
    [InlineData("--peer-max-concurrent-streams=1")]
    [InlineData("--encoder-header-table-size=0")]
    [InlineData("--header-table-size=65536", "--header-table-size=0")]
    [InlineData("--padding=100")]
    public async Task A_get_is_answered_whatever_the_client_says_of_itself(params string[] options)
    {
        var frames = await Run([.. options, "--verbose", "--null-out", server.Url("/bytes/100000"), server.Url("/headers")]);

        Assert.Equal(2, Regex.Count(frames, ":status: 200"));
        Assert.InRange(NghttpFrames.DataOctets(frames), 100_000, 101_000);
    }

    [ToolTheory("nghttp")]
    [Trait("RFC 9113", "6.9")]
    [InlineData(16, 16)]
    [InlineData(10, 10)]
    [InlineData(20, 8)]
    [InlineData(8, 20)]
    [InlineData(30, 30)]
    public async Task A_download_fits_windows_of_any_size_on_both_levels(int streamBits, int connectionBits)
    {
        const int Octets = 60_000;

        var frames = await Run("--window-bits", $"{streamBits}", "--connection-window-bits", $"{connectionBits}", "-v", "-n", server.Url($"/bytes/{Octets}"));

        Assert.Equal(Octets, NghttpFrames.DataOctets(frames));
    }

    [ToolTheory("nghttp")]
    [InlineData("--no-dep")]
    [InlineData("--no-content-length")]
    [InlineData("--no-content-length", "--padding=255")]
    [InlineData("--expect-continue")]
    [InlineData("--expect-continue", "--no-content-length")]
    public async Task An_upload_is_counted_however_it_is_sent(params string[] options)
    {
        using var file = new UploadFile(300_000);

        var answer = await Run([.. options, "--data", file.Path, server.Url("/expect")]);

        Assert.Equal("300000", answer.Trim());
    }

    [ToolTheory("nghttp")]
    [InlineData("--peer-max-concurrent-streams=100")]
    [InlineData("--peer-max-concurrent-streams=1")]
    public async Task Many_uploads_of_one_connection_are_all_counted(string streams)
    {
        using var file = new UploadFile(100_000);

        var answers = await Run("--multiply=20", streams, "--data", file.Path, server.Url("/upload"));

        Assert.Equal(string.Concat(Enumerable.Repeat("100000", 20)), answers.Trim());
    }

    [ToolFact("nghttp")]
    public async Task Fields_that_the_client_adds_reach_the_endpoint()
    {
        var answer = await Run("-H", "x-given: some value", "-H", "x-twice: 1", "-H", "x-twice: 2", "-H", "accept: text/plain", server.Url("/headers"));
        var fields = answer.Split('\n');

        Assert.Contains("x-given: some value", fields);
        Assert.Contains("x-twice: 1", fields);
        Assert.Contains("x-twice: 2", fields);
        Assert.Contains("accept: text/plain", fields);
    }

    [ToolFact("nghttp")]
    [Trait("RFC 9110", "15.2")]
    public async Task Early_hints_are_a_head_of_their_own()
    {
        var frames = await Run("-v", "--no-dep", server.Url("/early-hints"));

        Assert.Matches(@"(?s):status: 103.*link: </style\.css>.*recv HEADERS frame <length=\d+, flags=0x04.*:status: 200.*recv HEADERS", frames);
    }

    [ToolFact("nghttp")]
    [Trait("RFC 9113", "8.1")]
    public async Task Trailers_are_a_HEADERS_frame_that_ends_the_stream()
    {
        var frames = await Run("-v", "--no-dep", server.Url("/trailers"));

        Assert.Matches(@"(?s)recv DATA frame <length=7, flags=0x00.*x-count: 3.*x-checksum: .*recv HEADERS frame <length=\d+, flags=0x05", frames);
    }

    private static Task<string> Run(params string[] arguments) => NghttpFrames.Of(arguments);
}

[Collection(OnAkkaIo.Name)]
public sealed class NghttpOptionsOnAkkaIo(AkkaIoServer server) : NghttpOptionsTests(server);

[Collection(OnSockets.Name)]
public sealed class NghttpOptionsOnSockets(SocketsServer server) : NghttpOptionsTests(server);
