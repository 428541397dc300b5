using AkkaH2.Client;
using AkkaH2.Protocol;

namespace AkkaH2;

/// <content>Requests that a client sends. They have no scheme and no authority: those of the client's origin are sent.</content>
public sealed partial class Request
{
    /// <summary>What goes out as its body; null for a request that came in, which is sent on as it comes.</summary>
    internal RequestContent? Content { get; private init; }

    /// <summary>Fields that go out behind the body.</summary>
    internal Headers SentTrailers { get; private init; } = Headers.Empty;

    /// <summary>A request of this method, without a body.</summary>
    /// <param name="method">A token, such as <c>DELETE</c>; case matters.</param>
    /// <param name="target">The path, with its query if it has one: <c>/orders/7?full</c>.</param>
    /// <param name="headers">The header fields; none if null. They are checked when it is sent.</param>
    public static Request Of(string method, string target, Headers? headers = null) =>
        new(new RequestHead(method, "", "", target, headers ?? Headers.Empty, null), RequestBody.Empty) { Content = RequestContent.None.Instance };

    /// <summary>A GET.</summary>
    /// <param name="target">The path, with its query if it has one.</param>
    /// <param name="headers">The header fields; none if null.</param>
    public static Request Get(string target, Headers? headers = null) => Of("GET", target, headers);

    /// <summary>A POST.</summary>
    /// <param name="target">The path, with its query if it has one.</param>
    /// <param name="body">Text, octets, or a source of them, as in <see cref="WithBody(ResponseBody)"/>.</param>
    /// <param name="headers">The header fields; none if null.</param>
    public static Request Post(string target, ResponseBody body, Headers? headers = null) => Of("POST", target, headers).WithBody(body);

    /// <summary>The same request with this body.</summary>
    /// <param name="body">Text, octets, or what makes them, as the server's window asks for them. Memory is handed over, so it must not change afterwards; lent memory is copied.</param>
    public Request WithBody(ResponseBody body) => With(Headers, RequestContent.From(body), SentTrailers);

    /// <summary>The same request with a body that a function writes piece by piece; the body ends when its task does.</summary>
    /// <param name="write">Gets the writer, and a token that is cancelled when nobody wants the body any more.</param>
    public Request WithBody(Func<RequestWriter, CancellationToken, Task> write) => With(Headers, new RequestContent.Written(write), SentTrailers);

    /// <summary>The same request with this value as the only one of that name.</summary>
    /// <param name="name">A field name in any case.</param>
    /// <param name="value">Its value.</param>
    public Request With(string name, string value) => With(Headers.With(name, value), Content, SentTrailers);

    /// <summary>The same request without fields of that name.</summary>
    /// <param name="name">A field name in any case.</param>
    public Request Without(string name) => With(Headers.Without(name), Content, SentTrailers);

    /// <summary>The same request with these fields behind its body (RFC 9113 §8.1).</summary>
    /// <param name="trailers">Names in any case; they are checked with the request when it is sent.</param>
    public Request WithTrailers(Headers trailers) => With(Headers, Content, trailers);

    /// <summary>A request for this authority, which is the origin's if it is empty.</summary>
    internal static Request To(string authority, string method, string target, Headers headers, RequestContent content) =>
        new(new RequestHead(method, "", authority, target, headers, null), RequestBody.Empty) { Content = content };

    private Request With(Headers headers, RequestContent? content, Headers trailers) =>
        new(_head with { Headers = headers }, this) { Content = content, SentTrailers = trailers };
}
