using Akka.Actor;
using AkkaH2.Wire;

namespace AkkaH2.Client;

/// <summary>The body of a call where the application writes it: from its first connection to its end.</summary>
/// <param name="awaitsContinue">True if it waits until the server says that it will read it (RFC 9110 §10.1.1).</param>
internal sealed class CallUpload(bool awaitsContinue)
{
    private readonly TaskCompletionSource<RequestWriter> _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource? _goAhead = awaitsContinue ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null;

    /// <summary>Null before its first connection.</summary>
    public RequestWriter? Writer { get; private set; }

    /// <summary>True while it waits until the server says that it will read it.</summary>
    public bool AwaitsContinue => _goAhead is { Task.IsCompleted: false };

    /// <summary>It need not wait any more.</summary>
    public void GoAhead() => _goAhead?.TrySetResult();

    /// <summary>The stream of its request has begun, perhaps once more: what was written goes there.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="connection">Its connection.</param>
    /// <param name="writer">Makes its writer.</param>
    public void Begin(StreamId stream, IActorRef connection, Func<RequestWriter> writer)
    {
        if (Writer is { } before)
        {
            before.MoveTo(stream, connection);
            return;
        }

        Writer = writer();
        _begun.TrySetResult(Writer);
    }

    /// <summary>The server takes no more of it.</summary>
    public void Stop(Exception cause)
    {
        _ = _stop.CancelAsync(); // what the application does then does not happen here
        Writer?.Fail(cause);
    }

    /// <summary>Its request has failed, perhaps before it had a connection.</summary>
    public void Fail(Exception cause)
    {
        Stop(cause);
        _begun.TrySetException(cause);
        _ = _begun.Task.Exception; // seen
    }

    /// <summary>Writes it as the application made it. What that failed with; null if it did not, or nobody wants it any more.</summary>
    public async Task<Exception?> WriteAsync(RequestContent.Written written)
    {
        var begun = false;
        try
        {
            var writer = await _begun.Task.ConfigureAwait(false);
            if (_goAhead is { } goAhead)
                await goAhead.Task.WaitAsync(_stop.Token).ConfigureAwait(false);
            begun = true;
            await written.Write(writer, _stop.Token).ConfigureAwait(false);
            if (!_stop.IsCancellationRequested)
                writer.Complete();
            return null;
        }
        catch (Exception cause)
        {
            if (!begun)
                written.GiveUp?.Invoke();
            return _stop.IsCancellationRequested ? null : cause;
        }
    }
}
