using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Streams;
using AkkaH2.Client;
using AkkaH2.Configuration;
using AkkaH2.Diagnostics;
using AkkaH2.Protocol;
using AkkaH2.Stages;
using AkkaH2.Transports;

namespace AkkaH2.Actors;

/// <summary>
/// The part that all connections of a client share: also <c>akka.h2.client</c> or what the application has in its place, where requests go, and what opens a
/// connection there.
/// </summary>
internal sealed record ClientSetup(
    Http2Settings Settings,
    Http2Options Options,
    Pipeline Pipeline,
    IMaterializer Materializer,
    Func<Action, Action> OnCompletion,
    Func<TimeSpan> Clock,
    ClientSettings Client,
    Origin Origin,
    Connector Connector)
    : ConnectionSetup(Settings, Options, Pipeline, Materializer, OnCompletion, Clock)
{
    private readonly StrongBox<long> _resent = new(); // shared with copies of this

    /// <summary>How many calls were given back by a connection to be sent again.</summary>
    public long Resent => Interlocked.Read(ref _resent.Value);

    /// <summary>A call is sent again.</summary>
    public void CountResent() => Interlocked.Increment(ref _resent.Value);

    /// <summary>The error of a PING that the server does not answer.</summary>
    public Http2ClientException PingTimedOut() =>
        new(ClientErrorKind.TimedOut, Origin, $"PING not answered within {Client.KeepAliveTimeout.TotalSeconds} s") { TimedOut = ClientTimeout.Ping };

    /// <summary>A call that came here in HTTP/1.1 and is stream 1 (RFC 7540 §3.2); null for a connection that began as HTTP/2.</summary>
    public Call? First { get; init; }

    /// <inheritdoc/>
    public override FrameObserver? FrameObserver => Observer;

    /// <summary>One for all connections.</summary>
    public FrameObserver? Observer { get; init; }

    /// <inheritdoc/>
    public override IConnectionStreams Begin(IActorContext connection, ITransportConnection transport, TimeSpan since) =>
        new Calls(connection, transport, since, this);
}
