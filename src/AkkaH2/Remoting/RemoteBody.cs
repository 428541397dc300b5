using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using AkkaH2.Wire;

namespace AkkaH2.Remoting;

/// <summary>
/// Fills the <see cref="RequestBody"/> of a request from another node, from when it is first read, and no further ahead of its reader than one piece. When the
/// other node has sent all, the rest (no more than a stream ref buffers) comes at once: so a reader that stops reading keeps no stream open.
/// </summary>
internal sealed class RemoteBody : IBodyOwner
{
    private readonly RequestBody _body = RequestBody.Incoming();
    private readonly Lock _gate = new();
    private readonly IActorRef _host;
    private readonly ExtendedActorSystem _system;
    private TaskCompletionSource? _taken; // completed when the reader has taken enough
    private long _ahead;
    private bool _isWhole; // all of it is on this node, or on its way

    private RemoteBody(IActorRef host, ExtendedActorSystem system) => (_host, _system) = (host, system);

    public static RequestBody Of(IActorRef host, ExtendedActorSystem system)
    {
        var remote = new RemoteBody(host, system);
        remote._body.Attach(remote);
        return remote._body;
    }

    public void OnWanted() => _ = FillAsync();

    public void OnConsumed(int octets)
    {
        lock (_gate)
        {
            _ahead -= octets;
            if (_ahead <= 0)
                Release();
        }
    }

    public void OnTooLarge()
    {
        // The read has failed; only a server's own exchange is answered for it.
    }

    private async Task FillAsync()
    {
        try
        {
            var opened = BodyReader.Start(_host, _system);
            _ = ReleaseAtEndAsync(opened.Trailers);
            await opened.Octets.RunWith(Sink.ForEachAsync<ReadOnlyMemory<byte>>(1, TakeAsync), _system.Materializer()).ConfigureAwait(false);
            _body.End(await opened.Trailers.ConfigureAwait(false));
        }
        catch (Exception cause)
        {
            _body.Fail(new StreamAbortedException($"The body that another node sends has failed: {LogText.OneLine(cause.Message)}"));
        }
    }

    private async Task ReleaseAtEndAsync(Task end)
    {
        await end.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            _isWhole = true;
            Release();
        }
    }

    private Task TakeAsync(ReadOnlyMemory<byte> octets)
    {
        var taken = Task.CompletedTask;
        lock (_gate)
        {
            _ahead += octets.Length;
            if (!_isWhole)
                taken = (_taken ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        _body.Append(octets);
        return taken;
    }

    private void Release()
    {
        _taken?.SetResult();
        _taken = null;
    }
}
