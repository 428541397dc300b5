using AkkaH2.Actors;
using AkkaH2.Protocol;

namespace AkkaH2;

/// <content>Server push.</content>
public sealed partial class Exchange
{
    /// <summary>
    /// Promises the client a response that it has not asked for (RFC 9113 §8.4). The promised request goes to the endpoints like any other, on a
    /// stream of its own. Push before you write the references to it, so that the client does not ask for it as well, and before the response is complete.
    /// The promise is under way when this returns; the task tells its outcome, and need not be awaited.
    /// </summary>
    /// <param name="path">The path and query, on this request's authority.</param>
    /// <param name="headers">Fields of the promised request, such as <c>accept</c>.</param>
    /// <param name="method">GET or HEAD.</param>
    /// <exception cref="ArgumentException">That is no request, or not one that may be pushed; the message says why.</exception>
    public Task<PushOutcome> PushAsync(string path, Headers? headers = null, string method = "GET")
    {
        var promised = PushRules.Promise(Request.Head, method, path, headers ?? Headers.Empty);
        var push = new SendPush(Id, promised, id => new Exchange(id, new Request(promised.Head, RequestBody.Empty), _context));
        if (HasCompleted)
            push.Answer(PushOutcome.StreamCannotPush);
        else
            Send(push);

        // A push that is lost with the stream or its connection is answered too.
        Aborted.UnsafeRegister(static push => ((SendPush)push!).Answer(PushOutcome.StreamCannotPush), push);
        return push.Outcome;
    }
}
