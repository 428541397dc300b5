using AkkaH2.Hpack;
using AkkaH2.Protocol;
using AkkaH2.Server;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>
/// Reads the body of one HTTP/1.1 request from its engine, ahead of the endpoint by a window: HTTP/2 has the peer keep to it, here nobody reads on.
/// </summary>
/// <param name="wire">The request.</param>
/// <param name="body">Gets the octets.</param>
/// <param name="window">Octets that may be unread.</param>
/// <param name="onFailed">Gets what is wrong with it. On any thread.</param>
internal sealed class Http1BodyReader(IHttp1Exchange wire, RequestBody body, int window, Action<int, string> onFailed)
{
    private readonly Lock _gate = new();
    private long _unread;
    private TaskCompletionSource? _room;
    private bool _stopped;

    /// <summary>Done when it does not read any more. Never fails.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>True once it was asked to read.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>True once the body has come to its end.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Begins to read, if it has not.</summary>
    public void Begin()
    {
        if (HasBegun)
            return;
        HasBegun = true;
        Ended = ReadAsync();
    }

    /// <summary>The application took so many octets.</summary>
    public void OnConsumed(int octets)
    {
        TaskCompletionSource? room = null;
        lock (_gate)
        {
            _unread -= octets;
            if (_unread < window)
                (room, _room) = (_room, null);
        }

        room?.TrySetResult();
    }

    /// <summary>Nobody wants more of it.</summary>
    public void Stop()
    {
        TaskCompletionSource? room;
        lock (_gate)
        {
            _stopped = true;
            (room, _room) = (_room, null);
        }

        room?.TrySetResult();
        if (!Ended.IsCompleted)
            wire.CancelRead();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (!await ReadOnceAsync().ConfigureAwait(false))
                await RoomAsync().ConfigureAwait(false);
        }
        catch (MalformedBodyException bad)
        {
            onFailed(bad.Status, bad.Message);
        }
        catch (IOException)
        {
            // The connection is lost, and has been told so.
        }
    }

    private async ValueTask<bool> ReadOnceAsync()
    {
        var read = await wire.ReadBodyAsync().ConfigureAwait(false);
        var octets = read.Buffer;
        lock (_gate)
            _unread += octets.Length;
        foreach (var piece in octets)
            body.Append(piece);
        wire.AdvanceTo(octets.End);
        if (!read.IsCompleted)
            return Volatile.Read(ref _stopped);

        IsComplete = true;
        Complete(wire.Trailers);
        return true;
    }

    // RFC 9110 §6.5.1: what says how a message is framed or routed is no trailer.
    private void Complete(HeaderField[] trailers)
    {
        if (TrailerRules.Check(new FieldSection(StreamId.Connection, trailers, EndStream: true)) is { } fault)
            onFailed(400, fault.Detail);
        else
            body.End(new Headers([.. trailers.Where(field => field.Name is not ("content-length" or "host"))], 0));
    }

    private Task RoomAsync()
    {
        lock (_gate)
        {
            if (_stopped || _unread < window)
                return Task.CompletedTask;
            return (_room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }
}
