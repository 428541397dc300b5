using System.Net;
using Akka.Actor;
using Akka.Event;
using AkkaH2.Client;
using AkkaH2.Diagnostics;
using AkkaH2.Transports;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>
/// Keeps one endpoint bound: when its listener fails, it binds the same endpoint anew, and tries again with a growing delay until that succeeds.
/// <para>Serving ⇄ Rebinding; stops with a listener that ends in order or that fails when it accepts no more, or when it is told to end while it has none.</para>
/// </summary>
internal sealed class BindingActor : UntypedActor, IWithTimers
{
    private static readonly BackOff Delay = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));

    private readonly Listen _listen;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IActorRef? _listener; // null while there is none
    private bool _hasFailed;
    private bool _acceptsNone; // it was told so
    private int _failures; // in a row
    private int _listeners;
    private volatile bool _hasEnded;

    public BindingActor(Listen listen) => _listen = listen;

    public ITimerScheduler Timers { get; set; } = null!;

    private EndPoint EndPoint => _listen.Listener.LocalEndPoint;

    public static Props Props(Listen listen) => Akka.Actor.Props.Create(typeof(BindingActor), listen);

    protected override void PreStart() => Begin();

    protected override void PostStop()
    {
        _hasEnded = true;
        if (_listener is null)
            _ = ReleaseAsync(); // that may just have been bound anew
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ =>
    {
        _hasFailed = true;
        return Directive.Stop;
    });

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Terminated when _hasFailed && !_acceptsNone: OnFailed(); break;
            case Terminated: Context.Stop(Self); break;
            case Rebind: _ = RebindAsync(Self); break;
            case Rebound: OnRebound(); break;
            case RebindFailed failed: OnRebindFailed(failed.Cause); break;
            case ChangeSettings change: OnChangeSettings(change); break;
            case IOwnNodeMessage when Context.IsAskedElsewhere(): Context.RefuseElsewhere(message); break;
            case LogFrames log: OnLogFrames(log); break;
            case Unbind or Drain when _listener is null: OnEndWithoutListener(); break;
            case Unbind or Drain: _acceptsNone = true; _listener.Forward(message); break;
            case GetConnections get: Context.Parent.Tell(new TakeCensus(get.Query, [Self]), Sender); break;
            case ListBranch when _listener is null: Sender.Tell(new Branch(Self, _listen.Describe(Self, ListenerPhase.Rebinding), null, [])); break;
            case ListBranch: _listener.Forward(message); break;
            default: Unhandled(message); break;
        }
    }

    private void Begin()
    {
        _hasFailed = false;
        _listener = Context.Watch(Context.ActorOf(ListenerActor.Props(_listen), $"accepting-{++_listeners}"));
    }

    private void OnFailed()
    {
        _listener = null;
        _log.Warning("{0}: the listener has failed; it is bound anew.", EndPoint);
        RebindLater();
    }

    private void OnRebound()
    {
        _failures = 0;
        Begin();
    }

    private void OnRebindFailed(Exception cause)
    {
        _log.Warning("{0}: binding failed, trying again: {1}", EndPoint, LogText.OneLine(cause.Message));
        RebindLater();
    }

    private void RebindLater() => Timers.StartSingleTimer(Rebind.Instance, Rebind.Instance, Delay.After(++_failures, Random.Shared.NextDouble()));

    private async Task RebindAsync(IActorRef self)
    {
        try
        {
            await _listen.Listener.ReleaseAsync().ConfigureAwait(false);
            // First it is there for whoever ends, then it is asked whether that was before.
            _listen.Listener = await _listen.Bind().ConfigureAwait(false);
            if (_hasEnded)
                await _listen.Listener.ReleaseAsync().ConfigureAwait(false);
            else
                self.Tell(Rebound.Instance, ActorRefs.NoSender);
        }
        catch (Exception cause)
        {
            self.Tell(new RebindFailed(cause), ActorRefs.NoSender);
        }
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await _listen.Listener.ReleaseAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It is bound no more, or nobody can help that.
        }
    }

    // A listener that is bound anew begins with them.
    private void OnLogFrames(LogFrames log)
    {
        _listen.Setup = _listen.Setup with { LogsFrames = _listen.Setup.LogsFrames.After(log) };
        _listener?.Tell(log);
    }

    private void OnChangeSettings(ChangeSettings change)
    {
        _listen.Setup = _listen.Setup with { Options = _listen.Setup.Options with { Announced = change.Settings } };
        if (_listener is null)
            Sender.Tell(SettingsChanged.Instance);
        else
            _listener.Forward(change);
    }

    private void OnEndWithoutListener()
    {
        Sender.Tell(Unbound.Instance);
        Context.Stop(Self);
    }

    private sealed class Rebind : ILocalMessage
    {
        public static readonly Rebind Instance = new();
    }

    private sealed class Rebound : ILocalMessage
    {
        public static readonly Rebound Instance = new();
    }

    private sealed record RebindFailed(Exception Cause) : ILocalMessage;
}
