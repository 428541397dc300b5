using AkkaH2.Server;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>HTTP/1.1 engine → connection: a request is there. Its exchange is over when <see cref="Served"/> is done.</summary>
internal sealed class Http1Request(IHttp1Exchange wire) : ILocalMessage
{
    private readonly TaskCompletionSource _served = new(); // the engine goes on where this is done: on the connection's turn

    public IHttp1Exchange Wire => wire;

    public Task Served => _served.Task;

    public void End() => _served.TrySetResult();
}

/// <summary>HTTP/1.1 engine → connection: nothing reaches the peer any more.</summary>
internal sealed record Http1Lost(string Reason) : ILocalMessage;

/// <summary>HTTP/1.1 engine → connection: it has let go of the transport.</summary>
internal sealed class Http1Ended : ILocalMessage
{
    public static readonly Http1Ended Instance = new();
}

/// <summary>A body's reader → connection: it is malformed, or comes too slowly.</summary>
internal sealed record Http1BodyFailed(StreamId Stream, int Status, string Detail) : ILocalMessage;

/// <summary>Connection → itself: a flush, or the switch to another protocol, is over.</summary>
internal sealed record Http1Written(StreamId Stream, bool IsDone) : ILocalMessage;

/// <summary>Connection → itself: the client was told to go on in HTTP/2, and the transport is free for it; or that failed.</summary>
internal sealed record Http1Left(UpgradedRequest? First) : ILocalMessage;

/// <summary>Connection → itself: the peer has closed its side, or is gone.</summary>
internal sealed class Http1Closed : ILocalMessage
{
    public static readonly Http1Closed Instance = new();
}
