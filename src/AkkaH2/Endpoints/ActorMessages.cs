using System.Text.Json.Serialization.Metadata;

namespace AkkaH2.Endpoints;

/// <summary>
/// How an actor endpoint is asked and answered in messages of its own: what it gets for a <see cref="Request"/>, and the <see cref="Response"/> for each type
/// that it replies. It may reply <see cref="Response"/>, <see cref="Informational"/> and <see cref="ResponseStarted"/> all the same. A reply of any other type fails the
/// request (500). Immutable.
/// </summary>
public sealed class ActorMessages
{
    private readonly Func<Request, ValueTask<object>> _ask;
    private readonly Func<object, Response?>[] _answers;

    private ActorMessages(Func<Request, ValueTask<object>> ask, params Func<object, Response?>[] answers) => (_ask, _answers) = (ask, answers);

    /// <summary>The actor gets what this function makes of the request. It must not block.</summary>
    public static ActorMessages From<TMessage>(Func<Request, TMessage> message)
        where TMessage : notnull => new(request => new ValueTask<object>(message(request)));

    /// <summary>The actor gets the request's body, read as JSON. A body that is no such JSON is answered with 400, one above the route's limit with 413.</summary>
    /// <param name="type">Of a source-generated <c>JsonSerializerContext</c>.</param>
    public static ActorMessages FromJson<TBody>(JsonTypeInfo<TBody> type)
        where TBody : notnull => FromJson(type, (_, body) => body);

    /// <summary>The actor gets what this function makes of the request and of its body, read as JSON.</summary>
    /// <inheritdoc cref="FromJson{TBody}(JsonTypeInfo{TBody})"/>
    public static ActorMessages FromJson<TBody, TMessage>(JsonTypeInfo<TBody> type, Func<Request, TBody, TMessage> message)
        where TBody : notnull
        where TMessage : notnull => new(async request => message(request, await request.Body.ReadJsonAsync(type).ConfigureAwait(false)));

    /// <summary>Replies of this type are answered with what the function makes of them. It runs on the thread of whoever replies, and must not block.</summary>
    public ActorMessages To<TReply>(Func<TReply, Response> response) =>
        new(_ask, [.. _answers, reply => reply is TReply known ? response(known) : null]);

    /// <summary>Replies of this type are answered as JSON.</summary>
    /// <param name="type">Of a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="status">200 to 999.</param>
    public ActorMessages ToJson<TReply>(JsonTypeInfo<TReply> type, int status = 200) => To<TReply>(reply => Response.Json(reply, type, status));

    /// <summary>The message for the actor.</summary>
    internal ValueTask<object> Ask(Request request) => _ask(request);

    /// <summary>The response for a reply; null if there is none for its type.</summary>
    internal Response? Answer(object reply)
    {
        foreach (var answer in _answers)
        {
            if (answer(reply) is { } response)
                return response;
        }

        return null;
    }
}
