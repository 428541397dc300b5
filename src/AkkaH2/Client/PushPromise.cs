namespace AkkaH2.Client;

/// <summary>A push that the server promises beside a response (RFC 9113 §8.4). It is refused with CANCEL unless <see cref="Accept"/> is called before the handler returns.</summary>
public sealed class PushPromise
{
    private readonly Func<Task<Response>> _accept;
    private int _fate = Fate.Open;

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

    /// <summary>It is wanted. The task is done when the head of its response is there; read the response to its end, or dispose it, as any other.</summary>
    /// <exception cref="InvalidOperationException">It was accepted before, or the handler has returned and it was refused.</exception>
    public Task<Response> Accept() => Interlocked.CompareExchange(ref _fate, Fate.Accepted, Fate.Open) switch
    {
        Fate.Open => _accept(),
        Fate.Accepted => throw new InvalidOperationException("The push was accepted already."),
        _ => throw new InvalidOperationException("The push was refused when its handler returned: Accept has to be called before."),
    };

    /// <summary>The handler has returned: it is too late to accept. True if that was done.</summary>
    internal bool Seal() => Interlocked.CompareExchange(ref _fate, Fate.Refused, Fate.Open) == Fate.Accepted;

    private static class Fate
    {
        public const int Open = 0;
        public const int Accepted = 1;
        public const int Refused = 2;
    }
}
