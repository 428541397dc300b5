using System.Text;
using AkkaH2.Endpoints;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>The forms that a function endpoint can have. Each lambda here is written as a user would: without a cast or a type.</summary>
public sealed class MapFormsTests : ServerTest
{
    private static readonly Response Static = Response.Text("a static response");

    [Theory]
    [InlineData("/exchange", "an exchange")]
    [InlineData("/exchange-async", "an exchange, later")]
    [InlineData("/exchange-task", "an exchange")]
    [InlineData("/response", "a response")]
    [InlineData("/response-ignoring", "a response")]
    [InlineData("/response-block", "to /response-block")]
    [InlineData("/response-static", "a static response")]
    [InlineData("/response-async", "a response, later")]
    [InlineData("/response-task", "a response")]
    [InlineData("/routed/7", "7")]
    [InlineData("/group-exchange", "an exchange")]
    [InlineData("/group-response", "to /group-response")]
    [InlineData("/group-response-async", "to /group-response-async, later")]
    public async Task Answers(string path, string text)
    {
        var peer = await Serve(MapForms);
        await peer.Send(Headers(1).Get(path).EndStream());
        Assert.Equal(text, (await peer.ExpectResponse(1)).Text);
    }

    [Theory]
    [InlineData("/throws")]
    [InlineData("/throws-async")]
    [InlineData("/throws-later")]
    [InlineData("/no-task")]
    public async Task A_function_that_makes_no_response_has_failed(string path)
    {
        var peer = await Serve(MapForms);
        await peer.Send(Headers(1).Get(path).EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task A_function_of_the_request_learns_of_a_reset_by_the_request()
    {
        var (started, cancelled) = (new TaskCompletionSource<Request>(), new TaskCompletionSource());
        var peer = await Serve(e => e.Map("GET", "/", async request =>
        {
            started.SetResult(request);
            await using var registered = request.Aborted.Register(cancelled.SetResult);
            await cancelled.Task;
            return Response.Empty(204);
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Null((await started.Task.WaitAsync(Deadline)).PeerReset);
        await peer.Send(RstStream(1, ErrorCode.EnhanceYourCalm));
        await cancelled.Task.WaitAsync(Deadline);
        Assert.Equal(ErrorCode.EnhanceYourCalm, (await started.Task).PeerReset);
    }

    [Theory]
    [InlineData("GET", "/mapped", 200, "mapped")]
    [InlineData("POST", "/mapped", 200, "POST /mapped")]
    [InlineData("OPTIONS", "*", 200, "OPTIONS *")]
    [InlineData("PROPFIND", "/a/b?c", 200, "PROPFIND /a/b?c")]
    public async Task The_endpoint_of_all_answers_what_no_route_takes(string method, string target, int status, string text)
    {
        var peer = await Serve(e => e.Map("GET", "/mapped", _ => Response.Text("mapped")).MapAll(request => Response.Text($"{request.Method} {request.Target}")));
        await peer.Send(Headers(1).Request(method, target).EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((status, text), (response.Status, response.Text));
    }

    [Fact]
    [Trait("RFC 9113", "8.5")]
    public async Task The_endpoint_of_all_opens_tunnels()
    {
        var peer = await Serve(e => e.MapAll(async x =>
        {
            await using var tunnel = x.OpenTunnel();
            await tunnel.CopyToAsync(tunnel);
        }));
        await peer.Send(Headers(1).Connect("example.com:443"));
        Assert.Equal(200, (await peer.ExpectHeaders(1)).Status);
        await peer.Send(Data(1, "through").EndStream());
        Assert.Equal("through", Encoding.ASCII.GetString(await peer.ExpectRest(1)));
    }

    private static void MapForms(EndpointBuilder endpoints) => endpoints
        .Map("GET", "/exchange", x => x.Respond("an exchange"))
        .Map("GET", "/exchange-async", async x =>
        {
            await Task.Yield();
            x.Respond("an exchange, later");
        })
        .Map("GET", "/exchange-task", x =>
        {
            x.Respond("an exchange");
            return Task.CompletedTask;
        })
        .Map("GET", "/response", request => Response.Text(request.Headers.Contains("x") ? "" : "a response"))
        .Map("GET", "/response-ignoring", _ => Response.Text("a response"))
        .Map("GET", "/response-block", request =>
        {
            var path = request.Path;
            return Response.Text($"to {path}");
        })
        .Map("GET", "/response-static", _ => Static)
        .Map("GET", "/response-async", async _ =>
        {
            await Task.Yield();
            return Response.Text("a response, later");
        })
        .Map("GET", "/response-task", _ => Task.FromResult(Response.Text("a response")))
        .Map("GET", "/routed/{id}", x => Response.Text(x.Route["id"])) // an exchange has a route too
        .Map("GET", "/group-exchange", ByExchange)
        .Map("GET", "/group-response", ByRequest)
        .Map("GET", "/group-response-async", ByRequestAsync)
        .Map("GET", "/throws", _ => throw new InvalidOperationException("boom"))
        .Map("GET", "/throws-async", async _ => throw new InvalidOperationException(await Task.FromResult("boom")))
        .Map("GET", "/throws-later", async request =>
        {
            await Task.Yield();
            return request.Path.Length == 0 ? Response.Empty(204) : throw new InvalidOperationException("boom");
        })
        .Map("GET", "/no-task", _ => (Task<Response>)null!, new RouteOptions());

    private static void ByExchange(Exchange x) => x.Respond("an exchange");

    private static Response ByRequest(Request request) => Response.Text($"to {request.Path}");

    private static async Task<Response> ByRequestAsync(Request request)
    {
        await Task.Yield();
        return Response.Text($"to {request.Path}, later");
    }
}
