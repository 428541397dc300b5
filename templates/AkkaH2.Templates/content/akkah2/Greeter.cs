using Akka.Actor;
using AkkaH2;

namespace AkkaH2App;

/// <summary>Answers each request with a greeting, and counts.</summary>
internal sealed class Greeter : ReceiveActor
{
    private int _greeted;

    public Greeter() => Receive<Request>(request => Sender.Tell(Response.Text($"Hello, {request.Route["name"]}! You are number {++_greeted}.\n")));
}
