using System.IO.Pipelines;
using AkkaH2.Endpoints;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server.Middleware;

/// <summary>A body that middleware replaces goes back to whom it belongs, once.</summary>
public sealed class ReplacedBodyTests() : ServerTest("memory")
{
    private readonly Watched _body = new();

    [Theory]
    [InlineData("stream")]
    [InlineData("reader")]
    [InlineData("encoded")]
    [InlineData("lent")]
    public async Task A_body_that_is_replaced_is_given_back(string kind)
    {
        var peer = await Serve(e => e
            .Use((x, next) =>
            {
                x.OnResponding(_ => Response.Text("sorry", 500));
                return next(x);
            })
            .Map("GET", "/", _ => new Response(503, AkkaH2.Headers.Empty, Body(kind))));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("sorry", (await peer.ExpectResponse(1)).Text);
        await ExpectGivenBack();
    }

    [Fact]
    public async Task One_that_was_copied_is_given_back_once_although_a_later_change_throws()
    {
        var peer = await Serve(e => e
            .Use((x, next) =>
            {
                x.OnResponding(_ => throw new InvalidOperationException("boom"));
                return next(x);
            })
            .UseCompression(new CompressionOptions { MinimumLength = 0 })
            .Map("GET", "/", _ => new Response(200, AkkaH2.Headers.Of(("content-type", "text/plain")), Body("lent"))));
        await peer.Send(Headers(1).Get("/").Field("accept-encoding", "gzip").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
        await ExpectGivenBack();
    }

    [Fact]
    public async Task One_that_took_the_place_of_another_is_given_back_if_a_later_change_throws()
    {
        var peer = await Serve(e => e
            .Use((x, next) =>
            {
                x.OnResponding(_ => throw new InvalidOperationException("boom"));
                x.OnResponding(response => response with { Body = Body("stream") });
                return next(x);
            })
            .Map("GET", "/", x => x.Respond("plain")));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
        await ExpectGivenBack();
    }

    [Fact]
    public async Task One_that_cannot_take_the_place_of_pieces_is_given_back()
    {
        var peer = await Serve(e => e
            .Use((x, next) =>
            {
                x.OnResponding(response => response with { Body = Body("stream") });
                return next(x);
            })
            .Map("GET", "/", async x => await x.RespondStreaming().WriteAsync("piece"u8.ToArray())));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
        await ExpectGivenBack();
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("lent")]
    public async Task One_that_a_handler_of_errors_may_not_send_is_given_back(string kind)
    {
        var peer = await Serve(e => e.OnError(_ => new Response(404, AkkaH2.Headers.Empty, Body(kind))).Map("GET", "/", _ => throw new InvalidOperationException("boom")));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
        await ExpectGivenBack();
    }

    private ResponseBody Body(string kind) => kind switch
    {
        "stream" => ResponseBody.From(_body),
        "reader" => ResponseBody.From(PipeReader.Create(_body)),
        "encoded" => ResponseBody.From(_body).Through(output => output),
        _ => ResponseBody.Lent("lent"u8.ToArray(), _body),
    };

    private async Task ExpectGivenBack()
    {
        await _body.GivenBack.WaitAsync(Deadline);
        Assert.Equal(1, _body.Times);
    }

    private sealed class Watched : MemoryStream
    {
        private readonly TaskCompletionSource _givenBack = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _times;

        public Task GivenBack => _givenBack.Task;

        public int Times => _times;

        protected override void Dispose(bool disposing)
        {
            Interlocked.Increment(ref _times);
            _givenBack.TrySetResult();
            base.Dispose(disposing);
        }
    }
}
