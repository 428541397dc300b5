namespace AkkaH2.Client.Handler;

/// <summary>
/// The clients of a handler, one for each origin. There is a bound: above it the one whose last request is the longest ago ends, unless a request of it waits for its
/// response. It takes no new requests then, and responses that are being read come to their end.
/// </summary>
/// <param name="open">Makes a client.</param>
internal sealed class HandlerClients(Func<Origin, Http2Client> open)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Origin, Kept> _byOrigin = [];
    private readonly LinkedList<Kept> _byUse = []; // the last one is the most recent
    private bool _isClosed;

    /// <summary>How many clients there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _byOrigin.Count;
        }
    }

    /// <summary>The client of this origin, for one request.</summary>
    /// <param name="origin">Where the request goes.</param>
    /// <param name="most">The bound.</param>
    /// <exception cref="ObjectDisposedException">They were closed.</exception>
    public Lease Rent(Origin origin, int most)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(AkkaH2HttpHandler));
            if (!_byOrigin.TryGetValue(origin, out var kept))
            {
                EndAbove(most - 1);
                kept = new Kept(origin, open(origin));
                _byOrigin[origin] = kept;
            }
            else
            {
                _byUse.Remove(kept.Place);
            }

            _byUse.AddLast(kept.Place);
            kept.Users++;
            return new Lease(this, kept);
        }
    }

    /// <summary>Ends all of them when their requests have ended.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach (var kept in _byOrigin.Values)
                _ = kept.Client.TerminateAsync();
            _byOrigin.Clear();
            _byUse.Clear();
        }
    }

    private void EndAbove(int most)
    {
        for (var next = _byUse.First; next is not null && _byOrigin.Count > most;)
        {
            var kept = next.Value;
            next = next.Next;
            if (kept.Users > 0)
                continue;

            _byOrigin.Remove(kept.Origin);
            _byUse.Remove(kept.Place);
            _ = kept.Client.DrainAsync();
        }
    }

    private void Return(Kept kept)
    {
        lock (_lock)
            kept.Users--;
    }

    /// <summary>A client while a request of it waits for its response.</summary>
    internal readonly struct Lease(HandlerClients owner, Kept kept) : IDisposable
    {
        public Http2Client Client => kept.Client;

        public void Dispose() => owner.Return(kept);
    }

    internal sealed class Kept
    {
        public Kept(Origin origin, Http2Client client) => (Origin, Client, Place) = (origin, client, new LinkedListNode<Kept>(this));

        public Origin Origin { get; }

        public Http2Client Client { get; }

        public LinkedListNode<Kept> Place { get; }

        public int Users { get; set; }
    }
}
