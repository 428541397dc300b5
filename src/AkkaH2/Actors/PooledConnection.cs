using Akka.Actor;
using AkkaH2.Client;
using AkkaH2.Diagnostics;
using AkkaH2.Server;
using AkkaH2.Transports;

namespace AkkaH2.Actors;

/// <summary>A connection as its client's actor sees it. What it says of itself is late: calls that are under way to it count too.</summary>
/// <param name="origin">Where it goes.</param>
/// <param name="actor">The connection.</param>
/// <param name="transport">Below it.</param>
/// <param name="protocol">What is spoken there.</param>
internal sealed class PooledConnection(Origin origin, IActorRef actor, ITransportConnection transport, ConnectionProtocol protocol)
{
    private readonly Queue<Call> _underWay = new();
    private readonly List<TaskCompletionSource<TimeSpan?>> _pings = [];
    private readonly OpenConnectionTelemetry? _telemetry = OpenConnectionTelemetry.Begin(origin, transport.RemoteEndPoint, protocol);
    private ConnectionReport _report = new(0, 0, protocol == ConnectionProtocol.Http2 ? LoadReporter.AssumedLimit : 1, HasBegun: false, HasAnswered: false, IsLeaving: false, PeerSettings: null);

    public IActorRef Actor => actor;

    /// <summary>How many calls it has to do.</summary>
    public int Load => _report.Open + _underWay.Count;

    /// <summary>True if it takes one more.</summary>
    public bool HasRoom => !_report.IsLeaving && Load < _report.Limit;

    /// <summary>True if it takes calls, now or when others have ended.</summary>
    public bool IsOfUse => !_report.IsLeaving;

    /// <summary>True once the server has said anything there.</summary>
    public bool HasBegun => _report.HasBegun;

    /// <summary>True once the server has answered a request there.</summary>
    public bool HasAnswered => _report.HasAnswered;

    /// <summary>True if it can be sent a PING.</summary>
    public bool HasPing => protocol == ConnectionProtocol.Http2 && !_report.IsLeaving;

    /// <summary>For the application.</summary>
    public ClientConnection Describe() => new(protocol, transport.RemoteEndPoint, transport.Tls, Load, _report.IsLeaving, _report.PeerSettings);

    /// <summary>Sends the server a PING.</summary>
    public void Ping(PingServer ping)
    {
        _pings.RemoveAll(asked => asked.Task.IsCompleted);
        _pings.Add(ping.RoundTrip);
        actor.Tell(ping);
    }

    /// <summary>Gives it a call.</summary>
    public void Assign(Call call, TimeSpan now)
    {
        call.OnTaken(actor, now);
        _underWay.Enqueue(call);
        _telemetry?.OnLoad(Load);
        actor.Tell(new BeginCall(call));
    }

    /// <summary>It says how much it has to do.</summary>
    public void OnReport(ConnectionReport report)
    {
        for (var taken = _report.Taken; taken < report.Taken; taken++)
            _underWay.Dequeue();
        _report = report;
        _telemetry?.OnLoad(Load);
    }

    /// <summary>It is no connection of this client any more.</summary>
    public void End() => _telemetry?.End();

    /// <summary>It is gone: the calls that never reached it. A PING is not answered any more.</summary>
    public IEnumerable<Call> TakeUnderWay()
    {
        _pings.ForEach(asked => asked.TrySetResult(null));
        while (_underWay.TryDequeue(out var call))
            yield return call;
    }
}
