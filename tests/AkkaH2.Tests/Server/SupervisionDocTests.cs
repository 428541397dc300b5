using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>The example of docs/supervision.md: a server is configured by it, word for word, and does what it says.</summary>
public sealed partial class SupervisionDocTests : ServerTest
{
    private int _runs;

    protected override string Hocon => Assert.Single(Block().Matches(File.ReadAllText(Page()))).Groups["hocon"].Value;

    [Fact]
    public async Task A_TimeoutException_runs_the_request_again()
    {
        var peer = await Serve(e => e.Map("GET", "/", x =>
        {
            if (_runs++ == 0)
                throw new TimeoutException();
            x.Respond("well");
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("well", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task An_IOException_ends_the_connection()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => throw new FileNotFoundException()));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectConnectionError(1, Wire.ErrorCode.InternalError);
    }

    [Fact]
    public async Task Any_other_is_500()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => throw new InvalidOperationException()));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
        await peer.ExpectAlive();
    }

    private static string Page([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "supervision.md");

    [GeneratedRegex("```hocon\n(?<hocon>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
