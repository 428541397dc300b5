using Akka.Actor;
using AkkaH2.Client;

namespace AkkaH2.Actors;

/// <summary>A client as an actor to tell: sends each <see cref="ClientRequest"/>, and pipes the outcome to its sender. A child of the client's actor, so it ends with it.</summary>
internal sealed class RequestActor(Http2Client client) : UntypedActor
{
    public static Props Props(Http2Client client) => Akka.Actor.Props.Create(() => new RequestActor(client));

    protected override void OnReceive(object message)
    {
        if (message is ClientRequest request)
            Send(request);
        else
            Unhandled(message);
    }

    private void Send(ClientRequest request) => client.SendAsync(request.Request, request.Options ?? CallOptions.Default).PipeTo(
        Sender,
        Self,
        response => new ClientResponse(response, request.Tag),
        cause => new ClientFailure(cause, request.Tag));
}
