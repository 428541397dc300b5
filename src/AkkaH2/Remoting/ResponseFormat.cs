using Akka.Actor;

namespace AkkaH2.Remoting;

/// <summary>Responses as octets: status, fields, trailers, body; and informational ones.</summary>
internal static class ResponseFormat
{
    private const int MostStatus = 999;

    public static void Write(in MessageWriter message, Response response, TravellingBody body)
    {
        message.Number(response.Status);
        message.Fields(response.Headers);
        message.Fields(response.Trailers);
        body.WriteTo(message);
    }

    public static Response Read(ref MessageReader message, Func<string, IActorRef> actorAt, ExtendedActorSystem system)
    {
        var (status, headers, trailers) = (message.Number(0, MostStatus), message.Fields(), message.Fields());
        var body = TravellingBody.ReadFrom(ref message, actorAt) switch
        {
            TravellingBody.Strict strict => ResponseBody.From(strict.Octets.First),
            var elsewhere => ResponseBody.From(new RemoteOctets(((TravellingBody.ByReference)elsewhere).Host, system)),
        };
        return new Response(status, headers, body) { Trailers = trailers };
    }

    public static void Write(in MessageWriter message, Informational hint)
    {
        message.Number(hint.Status);
        message.Fields(hint.Headers);
    }

    public static Informational ReadInformational(ref MessageReader message) => new(message.Number(0, MostStatus), message.Fields());
}
