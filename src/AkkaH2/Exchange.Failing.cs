using Akka.Actor;
using AkkaH2.Protocol;

namespace AkkaH2;

/// <content>What may become of an exchange whose endpoint has failed; for its connection.</content>
public sealed partial class Exchange
{
    /// <summary>Why an exchange ends whose StreamActor was stopped by somebody else.</summary>
    internal const string StoppedByOthers = "the endpoint's StreamActor was stopped";

    private ushort _runs = 1;

    private bool HasFailedBehindHeld => Failure is not null && Volatile.Read(ref _place) == Place.Taken;

    /// <summary>The endpoint has failed: the directive for that. It ends the request only if nobody goes on with it: <see cref="OnActorLost"/>.</summary>
    internal Directive OnFailed(IDecider supervision)
    {
        var directive = DirectiveBy(supervision);
        if (IsAborted || Request.Telemetry is not { } telemetry)
            return directive;

        telemetry.Failure = Failure;
        // A response that is held back is sent by no other directive.
        if (HasResponded && (directive == Directive.Resume || Volatile.Read(ref _place) != Place.Taken))
            return directive;
        telemetry.OnStatus(500);
        _octets = 0;
        return directive;
    }

    /// <summary>True if that is another exchange for the same request: another run, or one of a handler of errors.</summary>
    internal bool IsContinuedBy(object? other) => other is Exchange next && next != this && next.Request.Telemetry == Request.Telemetry;

    /// <summary>
    /// Its StreamActor has stopped, and neither another run nor a handler of errors goes on with the request: a function that works on it ends it, unless that has failed.
    /// </summary>
    internal void OnActorLost()
    {
        if (!EndsItself || Failure is not null)
            EndTelemetry();
    }

    /// <summary>Its connection is over, and its StreamActor with it.</summary>
    internal void OnConnectionStopped(string reason)
    {
        Abort(reason);
        ActorWork?.End(null);
        OnActorLost();
    }

    /// <summary>True while a function, or what streams a body, works on it that has not failed. To be asked after the exchange was aborted: then a function that fails ends the work itself.</summary>
    internal bool IsStillAtWork => EndsItself && Failure is null;

    /// <summary>Somebody else has stopped its StreamActor: nothing more of its endpoint goes out, which may be at work still. True if nothing has and somebody waits for it: then its answer is 500.</summary>
    internal bool TryCutOff()
    {
        var isUnanswered = !IsAborted && TryTakeOver();
        if (isUnanswered)
        {
            _status = 500;
            Request.Telemetry?.OnStatus(500);
        }

        Abort(StoppedByOthers);
        ActorWork?.End(null);
        return isUnanswered;
    }

    /// <summary>
    /// True if it has failed behind a whole response that is held back: that is not sent, and the answer is 500. To be asked after <see cref="TryCutOff"/>, and again when
    /// the work has ended: its StreamActor is not there any more to say so. For its connection only.
    /// </summary>
    internal bool TryDropFailed()
    {
        if (!HasFailedBehindHeld)
            return false;

        TakeHeld();
        (_status, _octets) = (500, 0);
        if (Request.Telemetry is { } telemetry)
        {
            telemetry.Failure = Failure;
            telemetry.OnStatus(500);
        }

        return true;
    }

    /// <summary>Ends a response that has begun, as it is; false if none has, or if it is not what its head said.</summary>
    internal bool TryFinish()
    {
        if (!HasResponded || IsAborted)
            return false;

        try
        {
            Writer?.End(null);
            SendHeld();
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <summary>The request once more, for another run; null if it may not be run again: RFC 9110 §9.2.2, or something was sent or read.</summary>
    /// <param name="most">How often it may be run again.</param>
    internal Exchange? Again(int most)
    {
        if (_runs > most || !OutgoingRequest.IsIdempotent(Request.Method) || !Request.Body.IsUntouched || IsAborted || !TryTakeOver())
            return null;

        StopResponding(new StreamEnd("the request is run again", null));
        Request.Telemetry?.OnRunAgain();
        return new Exchange(Id, new Request(Original.Head, Request.Body) { Telemetry = Request.Telemetry }, _context) { _runs = (ushort)(_runs + 1) };
    }

    // The application's decider may fail too.
    private Directive DirectiveBy(IDecider supervision)
    {
        if (Failure is not { } cause || Error is not null)
            return Directive.Stop;

        try
        {
            return supervision.Decide(cause);
        }
        catch (Exception)
        {
            return Directive.Stop;
        }
    }
}
