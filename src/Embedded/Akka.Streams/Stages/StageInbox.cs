using System.Collections.Concurrent;
using Akka.Streams.Implementation.Fusing;
using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>
/// Requests to a stage from any thread, each of which is answered: by the stage, or, where the stage has stopped, by
/// rejection. Many requests wake the stage once.
/// </summary>
internal sealed class StageInbox<T>(GraphStageLogic logic, Action<T> handle, Action<T> reject) : IslandEvent(logic)
{
    private readonly ConcurrentQueue<T> _requests = new();
    private int _scheduled;
    private volatile bool _closed;

    public void Post(T request)
    {
        _requests.Enqueue(request);
        if (_closed) RejectAll();
        else if (Interlocked.Exchange(ref _scheduled, 1) == 0) Logic.Interpreter.Enqueue(this);
    }

    public override void Handle()
    {
        Volatile.Write(ref _scheduled, 0);
        while (!_closed && _requests.TryDequeue(out var request)) handle(request);
    }

    /// <summary>The stage has stopped.</summary>
    public void Close()
    {
        _closed = true;
        RejectAll();
    }

    private void RejectAll()
    {
        while (_requests.TryDequeue(out var request)) reject(request);
    }
}
