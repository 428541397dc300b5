using Akka.Actor;
using AkkaH2.Client;

namespace AkkaH2.Actors;

/// <summary>A connection as its client's actor sees it. What it says of itself is late: calls that are under way to it count too.</summary>
internal sealed class PooledConnection(IActorRef actor)
{
    private readonly Queue<Call> _underWay = new();
    private ConnectionReport _report = new(0, 0, 100, HasBegun: false, HasAnswered: false, IsLeaving: false);

    public IActorRef Actor => actor;

    /// <summary>How many calls it has to do.</summary>
    public int Load => _report.Open + _underWay.Count;

    /// <summary>True if it takes one more.</summary>
    public bool HasRoom => !_report.IsLeaving && Load < _report.Limit;

    /// <summary>True if it takes calls, now or when others have ended.</summary>
    public bool IsOfUse => !_report.IsLeaving;

    /// <summary>True once the server has answered a request there.</summary>
    public bool HasAnswered => _report.HasAnswered;

    /// <summary>Gives it a call.</summary>
    public void Assign(Call call)
    {
        call.Connection = actor;
        _underWay.Enqueue(call);
        actor.Tell(new BeginCall(call));
    }

    /// <summary>It says how much it has to do.</summary>
    public void OnReport(ConnectionReport report)
    {
        for (var taken = _report.Taken; taken < report.Taken; taken++)
            _underWay.Dequeue();
        _report = report;
    }

    /// <summary>It is gone: the calls that never reached it.</summary>
    public IEnumerable<Call> TakeUnderWay()
    {
        while (_underWay.TryDequeue(out var call))
            yield return call;
    }
}
