using System.Security.Claims;
using System.Text;
using Akka.Actor;
using AkkaH2.Endpoints;
using AkkaH2.TestKit;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server.Middleware;

[Trait("RFC 9110", "11")]
public sealed class AuthenticationTests() : ServerTest("memory")
{
    private static readonly AuthenticationScheme Bearer = AuthenticationScheme.Bearer("shop", async (token, x) =>
    {
        await Task.Yield();
        return token == "token of ada" ? Named("ada") : null;
    });

    private static readonly AuthenticationScheme Basic = AuthenticationScheme.Basic(
        "the \"back\" office", (user, password, _) => new ValueTask<ClaimsPrincipal?>(password == $"{user}:päss" ? Named(user) : null));

    [Theory]
    [InlineData("/function", "Bearer token of ada", "ada")]
    [InlineData("/function", "bearer   token of ada", "ada")]
    [InlineData("/request", "Bearer token of ada", "ada")]
    [InlineData("/actor", "Bearer token of ada", "ada")]
    [InlineData("/function", "Basic bob:bob:päss", "bob")]
    public async Task Who_is_known_passes_and_the_endpoint_knows_who_it_is(string path, string authorization, string user)
    {
        var response = await Get(path, Encoded(authorization));
        Assert.Equal((200, $"hello {user}"), (response.Status, response.Text));
    }

    [Theory]
    [InlineData(null, "Bearer realm=\"shop\"", "Basic realm=\"the \\\"back\\\" office\", charset=\"UTF-8\"")]
    [InlineData("Bearer wrong", "Bearer realm=\"shop\", error=\"invalid_token\"", "Basic realm=\"the \\\"back\\\" office\", charset=\"UTF-8\"")]
    [InlineData("Bearer", "Bearer realm=\"shop\"", null)]
    [InlineData("Bearertoken of ada", "Bearer realm=\"shop\"", null)]
    [InlineData("Digest token of ada", "Bearer realm=\"shop\"", null)]
    [InlineData("Basic bob:wrong", "Bearer realm=\"shop\"", null)]
    [InlineData("Basic nocolon", "Bearer realm=\"shop\"", null)]
    [InlineData("Basic bob\n:bob\n:päss", "Bearer realm=\"shop\"", null)]
    [InlineData("Basic !!!", "Bearer realm=\"shop\"", null)]
    public async Task Anybody_else_is_asked(string? authorization, string first, string? second)
    {
        var response = await Get("/function", Encoded(authorization));
        Assert.Equal(401, response.Status);
        var challenges = response.Head.Fields.Where(field => field.Name == "www-authenticate").Select(field => field.Value).ToArray();
        Assert.Equal(2, challenges.Length);
        Assert.Equal(first, challenges[0]);
        if (second is not null)
            Assert.Equal(second, challenges[1]);
    }

    [Fact]
    [Trait("RFC 9110", "5.3")]
    public async Task Two_authorizations_are_none()
    {
        var peer = await Serve(Map);
        await peer.Send(Headers(1).Get("/function").Field("authorization", "Bearer wrong").Field("authorization", "Bearer token of ada").EndStream());
        Assert.Equal(401, (await peer.ExpectResponse(1)).Status);
    }

    [Fact]
    public async Task A_check_that_fails_fails_the_request()
    {
        var peer = await Serve(e => e
            .UseAuthentication(AuthenticationScheme.Bearer("x", (_, _) => throw new IOException("the directory is down")))
            .Map("GET", "/", x => x.Respond("secret")));
        await peer.Send(Headers(1).Get("/").Field("authorization", "Bearer x").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
    }

    [Fact]
    public void What_cannot_work_says_so()
    {
        Assert.Throws<ArgumentException>(() => AuthenticationScheme.Bearer("a\r\nb", (_, _) => default));
        Assert.Throws<ArgumentException>(() => new EndpointBuilder(System).UseAuthentication());
    }

    private async Task<ReceivedResponse> Get(string path, string? authorization)
    {
        var peer = await Serve(Map);
        var request = Headers(1).Get(path);
        await peer.Send((authorization is null ? request : request.Field("authorization", authorization)).EndStream());
        return await peer.ExpectResponse(1);
    }

    private static void Map(EndpointBuilder endpoints) => endpoints
        .UseAuthentication(Bearer, Basic)
        .Map("GET", "/function", x => x.Respond($"hello {x.User!.Identity!.Name}"))
        .Map("GET", "/request", request => Response.Text($"hello {request.User!.Identity!.Name}"))
        .MapActor("/actor", Props.Create(() => new Greeting()));

    private static string? Encoded(string? authorization) =>
        authorization is ['B', 'a', 's', 'i', 'c', ' ', not '!', ..] ? $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(authorization[6..]))}" : authorization;

    private static ClaimsPrincipal Named(string name) => new(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], "test"));

    private sealed class Greeting : ReceiveActor
    {
        public Greeting() => Receive<Request>(request => Sender.Tell(Response.Text($"hello {request.User!.Identity!.Name}")));
    }
}
