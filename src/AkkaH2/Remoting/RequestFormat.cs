using Akka.Actor;
using AkkaH2.Protocol;

namespace AkkaH2.Remoting;

/// <summary>A request as octets: head, route values, body.</summary>
internal static class RequestFormat
{
    private const int ShortestValue = 2; // two lengths

    public static void Write(in MessageWriter message, Request request, TravellingBody body)
    {
        var head = request.Head;
        message.Text(head.Method);
        message.Text(head.Scheme);
        message.Text(head.Authority);
        message.Text(head.Path);
        message.OptionalText(head.Protocol);
        message.Flag(head.ContentLength is not null);
        if (head.ContentLength is { } length)
            message.Number(length);
        message.Flag(head.ExpectsContinue);
        message.Fields(head.Headers);
        Write(message, request.Route);
        body.WriteTo(message);
    }

    public static Request Read(ref MessageReader message, Func<string, IActorRef> actorAt, ExtendedActorSystem system)
    {
        var (method, scheme, authority, path) = (message.Text(), message.Text(), message.Text(), message.Text());
        var protocol = message.OptionalText();
        long? length = message.Flag() ? message.Number() : null;
        var expectsContinue = message.Flag();
        var head = new RequestHead(method, scheme, authority, path, message.Fields(), length) { Protocol = protocol, ExpectsContinue = expectsContinue };
        var route = ReadRoute(ref message);
        var body = TravellingBody.ReadFrom(ref message, actorAt) switch
        {
            TravellingBody.Strict strict => RequestBody.Of(strict.Octets, strict.Trailers),
            var elsewhere => RemoteBody.Of(((TravellingBody.ByReference)elsewhere).Host, system),
        };
        return new Request(head, body) { Route = route };
    }

    private static void Write(in MessageWriter message, RouteValues route)
    {
        message.Text(route.Path);
        message.Number(route.Captured.Length);
        foreach (var (name, value) in route.Captured)
        {
            message.Text(name);
            message.Text(value);
        }
    }

    private static RouteValues ReadRoute(ref MessageReader message)
    {
        var path = message.Text();
        var values = new (string, string)[message.Count(ShortestValue)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (message.Text(), message.Text());
        return values.Length == 0 && path.Length == 0 ? RouteValues.Empty : new RouteValues(path, values);
    }
}
