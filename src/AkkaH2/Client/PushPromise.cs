namespace AkkaH2.Client;

/// <summary>A push that the server promises beside a response (RFC 9113 §8.4). It is refused with CANCEL unless <see cref="Accept"/> is called before the handler returns.</summary>
public sealed class PushPromise
{
    private readonly Func<Task<Response>> _accept;

    internal PushPromise(string parent, string method, string path, Headers headers, Func<Task<Response>> accept) =>
        (Parent, Method, Path, Headers, _accept) = (parent, method, path, headers, accept);

    /// <summary>The path of the request beside whose response it comes.</summary>
    public string Parent { get; }

    /// <summary>GET or HEAD.</summary>
    public string Method { get; }

    /// <summary>The path that is answered, with its query.</summary>
    public string Path { get; }

    /// <summary>The fields of the promised request.</summary>
    public Headers Headers { get; }

    /// <summary>True once it is wanted.</summary>
    internal bool IsAccepted { get; private set; }

    /// <summary>It is wanted. The task is done when the head of its response is there; read the response to its end, or dispose it, as any other.</summary>
    /// <exception cref="InvalidOperationException">It was accepted before.</exception>
    public Task<Response> Accept()
    {
        if (IsAccepted)
            throw new InvalidOperationException("The push was accepted already.");

        IsAccepted = true;
        return _accept();
    }
}
