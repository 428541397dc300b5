using Akka.Actor;
using AkkaH2.Diagnostics;

namespace AkkaH2.Actors;

/// <summary>
/// Asks listeners, clients and their connections how they are, answers once, and stops. It holds a snapshot of each connection meanwhile. Connections that end
/// while it counts are not waited for; those that do not answer in time are missing.
/// <para>Listing (which connections are there?) → Counting (how are they?) → Detailing (the streams of those that are wanted) → stopped.</para>
/// </summary>
internal sealed class Census : UntypedActor, IWithTimers
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    private readonly ConnectionQuery? _query; // null if listeners and clients are enough
    private readonly IActorRef _asker;
    private readonly HashSet<IActorRef> _unlisted;
    private readonly List<Branch> _branches = [];
    private readonly HashSet<IActorRef> _unanswered = [];
    private readonly List<ConnectionSnapshot> _counted = [];
    private HashSet<IActorRef> _present = []; // as the branches say that are looked at again
    private int _lookedAt; // of the branches that are looked at again, those that have not answered
    private ConnectionSnapshot[] _page = [];
    private int _found;
    private int _missing;

    public Census(IReadOnlyCollection<IActorRef> branches, ConnectionQuery? query, IActorRef asker) => (_unlisted, _query, _asker) = ([.. branches], query, asker);

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IReadOnlyCollection<IActorRef> branches, ConnectionQuery? query, IActorRef asker) => Akka.Actor.Props.Create(() => new Census(branches, query, asker));

    protected override void PreStart()
    {
        Timers.Ring(TimeIsUp.Instance, (_query ?? new ConnectionQuery()).Timeout);
        foreach (var branch in _unlisted)
            Context.Watch(branch).Tell(ListBranch.Instance, Self);
        CountIfListed();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Branch branch: OnListed(branch); break;
            case Terminated gone: _unlisted.Remove(gone.ActorRef); CountIfListed(); break;
            case TimeIsUp: _missing = _branches.Sum(branch => branch.Connections.Count); Answer(); break;
            default: Unhandled(message); break;
        }
    }

    private void Counting(object message)
    {
        switch (message)
        {
            case ConnectionSnapshot connection: OnCounted(connection); break;
            case Branch again: OnLookedAt(again); break;
            case Look: LookAgain(); break;
            case TimeIsUp: _missing = _unanswered.Count; Select(); Answer(); break;
            case Terminated: break; // its connections are with it
            default: Unhandled(message); break;
        }

        if (message is not TimeIsUp && _unanswered.Count == 0)
            Detail();
    }

    private void Detailing(object message)
    {
        switch (message)
        {
            case ConnectionSnapshot connection: OnDetailed(connection); break;
            case Branch again: OnLookedAt(again); break;
            case Look: LookAgain(); break;
            case TimeIsUp: Answer(); return;
            case Terminated: break;
            default: Unhandled(message); break;
        }

        if (_unanswered.Count == 0)
            Answer();
    }

    private void OnListed(Branch branch)
    {
        if (!_unlisted.Remove(branch.Of))
            return;

        _branches.Add(branch);
        CountIfListed();
    }

    private void CountIfListed()
    {
        if (_unlisted.Count > 0)
            return;

        if (_query is not null)
            Count();
        if (_unanswered.Count == 0)
            Answer();
    }

    private void Count()
    {
        Become(Counting);
        foreach (var connection in _branches.SelectMany(branch => branch.Connections))
            Ask(connection, streams: 0);
        Timers.StartPeriodicTimer(Look.Instance, Look.Instance, LookInterval);
    }

    private void Ask(IActorRef connection, int streams)
    {
        _unanswered.Add(connection);
        connection.Tell(new GetStreams(streams), Self);
    }

    // A connection that has gone over from HTTP/1.1 answers in place of its parent.
    private void Tick(ConnectionSnapshot connection)
    {
        if (!_unanswered.Remove(connection.Actor))
            _unanswered.RemoveWhere(asked => asked.Path == connection.Actor.Path.Parent);
    }

    private void OnCounted(ConnectionSnapshot connection)
    {
        Tick(connection);
        _counted.Add(connection);
    }

    private void OnDetailed(ConnectionSnapshot connection)
    {
        Tick(connection);
        if (Array.FindIndex(_page, known => known.Actor.Equals(connection.Actor)) is >= 0 and var index)
            _page[index] = connection;
    }

    // A message to a connection that has just ended is answered by nobody: its parent knows.
    private void LookAgain()
    {
        if (_lookedAt > 0)
            return;

        (_present, _lookedAt) = ([], _branches.Count);
        foreach (var branch in _branches)
            branch.Of.Tell(ListBranch.Instance, Self);
    }

    private void OnLookedAt(Branch branch)
    {
        _present.UnionWith(branch.Connections);
        if (--_lookedAt == 0)
            _unanswered.IntersectWith(_present);
    }

    private void Select()
    {
        var found = _counted.Where(new ConnectionFilter(_query!.Search).Matches).ToList();
        _found = found.Count;
        _page = [.. ConnectionFilter.Sort(found, _query.Order).Skip(_query.Offset).Take(_query.Limit)];
    }

    private void Detail()
    {
        Select();
        Become(Detailing);
        foreach (var connection in _page.Where(WantsStreams))
            Ask(connection.Actor, _query!.Streams);
        if (_unanswered.Count == 0)
            Answer();
    }

    private bool WantsStreams(ConnectionSnapshot connection) =>
        _query!.Streams > 0 && connection.OpenStreams + connection.AtWork > 0 && _query.StreamsOf?.Contains(connection.Id) != false;

    private void Answer()
    {
        var listeners = _branches.Select(branch => branch.Listener).OfType<ListenerSnapshot>().OrderBy(listener => listener.Actor).ToArray();
        var clients = _branches.Select(branch => branch.Client).OfType<ClientSnapshot>().OrderBy(client => client.Actor).ToArray();
        object answer = _query is null ? new ListenersSnapshot(listeners, clients) : new ConnectionsSnapshot
        {
            Listeners = listeners,
            Clients = clients,
            Totals = _branches.Select(branch => branch.Ended).Concat(_counted.Select(TotalsOf)).Aggregate(TrafficTotals.Zero, (sum, one) => sum.Plus(one)),
            Open = _counted.Count,
            OpenStreams = _counted.Sum(connection => connection.OpenStreams),
            Found = _found,
            Unanswered = _missing,
            Connections = _page,
        };
        _asker.Tell(answer, ActorRefs.NoSender);
        Context.Stop(Self);
    }

    private static TrafficTotals TotalsOf(ConnectionSnapshot connection) =>
        new(1, connection.Requests, connection.OctetsReceived ?? 0, connection.OctetsSent ?? 0);

    private sealed class TimeIsUp : ILocalMessage
    {
        public static readonly TimeIsUp Instance = new();
    }

    private sealed class Look : ILocalMessage
    {
        public static readonly Look Instance = new();
    }
}
