using Akka.Actor;
using AkkaH2.Client;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;
using Inbox = Akka.Actor.Inbox;

namespace AkkaH2.Tests.Client;

/// <summary>The client as an actor to tell.</summary>
public sealed class ClientActorTests : ClientTest
{
    [Fact]
    public async Task The_sender_gets_the_response_with_its_tag()
    {
        var (actor, answers) = (await NewClient().GetActorAsync(), Inbox.Create(System));
        answers.Send(actor, new ClientRequest(Request.Post("/", "body"), Tag: 7));
        var server = await Accept();
        await server.ExpectHeaders(1);
        await server.Send(Headers(1).Status(200), Data(1, "text").EndStream());
        var answer = await Receive<ClientResponse>(answers);
        Assert.Equal((7, 200, "text"), (answer.Tag, answer.Response.Status, await answer.Response.Body.ReadTextAsync(100)));
    }

    [Fact]
    public async Task A_failure_is_a_message_too()
    {
        var (actor, answers) = (await NewClient().GetActorAsync(), Inbox.Create(System));
        answers.Send(actor, new ClientRequest(Request.Get("/"), Tag: "tag"));
        var server = await Accept();
        await server.ExpectHeaders(1);
        await server.Send(RstStream(1, ErrorCode.InternalError));
        var answer = await Receive<ClientFailure>(answers);
        Assert.Equal(("tag", ErrorCode.InternalError), (answer.Tag, Assert.IsType<Http2ClientException>(answer.Cause).Code));
    }

    [Fact]
    public async Task So_is_a_request_that_is_not_valid()
    {
        var (actor, answers) = (await NewClient().GetActorAsync(), Inbox.Create(System));
        answers.Send(actor, new ClientRequest(Request.Of("CONNECT", "/")));
        Assert.IsType<ArgumentException>((await Receive<ClientFailure>(answers)).Cause);
    }

    [Fact]
    public async Task It_can_be_asked_and_a_call_has_its_options()
    {
        var actor = await NewClient().GetActorAsync();
        var answer = actor.Ask<ClientFailure>(new ClientRequest(Request.Get("/"), Options: new CallOptions { HeadTimeout = TimeSpan.FromMilliseconds(1) }), Deadline);
        Assert.Equal(ClientErrorKind.TimedOut, Assert.IsType<Http2ClientException>((await answer).Cause).Kind);
    }

    [Fact]
    public async Task A_response_to_an_actor_that_is_gone_is_given_up()
    {
        var actor = await NewClient().GetActorAsync();
        var asking = System.ActorOf(Props.Empty);
        actor.Tell(new ClientRequest(Request.Get("/")), asking);
        var server = await Accept();
        await server.ExpectHeaders(1);
        await asking.GracefulStop(Deadline);
        await server.Send(Headers(1).Status(200), Data(1, "some"));
        await server.ExpectRstStream(1, ErrorCode.Cancel);
    }

    [Fact]
    public async Task There_is_one_and_it_ends_with_the_client()
    {
        var client = NewClient();
        var actor = await client.GetActorAsync();
        Assert.Equal(actor, await client.GetActorAsync());
        Assert.Equal(["system", "http2", "client-example.com%3A8080", "requests"], actor.Path.Elements);
        await client.TerminateAsync();
        Assert.True(await actor.WatchAsync().WaitAsync(Deadline));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetActorAsync().WaitAsync(Deadline));
    }

    private static async Task<T> Receive<T>(Inbox answers) => Assert.IsType<T>(await answers.ReceiveAsync(Deadline));
}
