using Akka.Actor;
using Akka.Event;
using AkkaH2.Protocol;
using AkkaH2.Transports;
using AkkaH2.Wire;

namespace AkkaH2.Diagnostics;

/// <summary>
/// The frames of one connection for people, as the engine gets and sends them: what is compressed is read before, or not yet. Belongs to the connection's actor. Its
/// name is the class of the lines in Akka's log.
/// </summary>
public sealed class FrameLog
{
    private readonly ITransportConnection _transport;
    private readonly Action<FrameLogEntry> _show;

    private FrameLog(ITransportConnection transport, Action<FrameLogEntry> show) => (_transport, _show) = (transport, show);

    /// <summary>Shows them to an observer, and writes them to the log, or one of both; null if nobody wants them.</summary>
    internal static FrameLog? Of(ITransportConnection transport, FrameObserver? observer, bool logs, ActorSystem system)
    {
        Action<FrameLogEntry>? show = observer is null ? null : observer.Show;
        if (logs)
            show += Writer(system, transport);
        return show is null ? null : new FrameLog(transport, show);
    }

    internal void OnReceived(List<Outcome<Frame>> frames)
    {
        foreach (var frame in frames)
            Show(isSent: false, frame.Error is { } error ? FrameText.Of(error) : FrameText.Of(frame.Value!));
    }

    internal void OnSending(List<OutboundFrame> frames)
    {
        foreach (var frame in frames)
        {
            if (FrameText.Of(frame) is { } text)
                Show(isSent: true, text);
        }
    }

    private void Show(bool isSent, string text) => _show(new FrameLogEntry(_transport.LocalEndPoint, _transport.RemoteEndPoint, isSent, text));

    // What writes the log has a mailbox: a slow one holds nobody up.
    private static Action<FrameLogEntry>? Writer(ActorSystem system, ITransportConnection transport)
    {
        var log = new BusLogging(system.EventStream, $"http2-frames({transport.RemoteEndPoint})", typeof(FrameLog), DefaultLogMessageFormatter.Instance);
        return log.IsInfoEnabled ? entry => log.Info("{0} {1}", entry.Remote, entry) : null;
    }
}
