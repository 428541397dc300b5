using Akka.Actor;
using AkkaH2.Protocol;

namespace AkkaH2;

/// <content>What may become of an exchange whose endpoint has failed; for its connection.</content>
public sealed partial class Exchange
{
    private ushort _runs = 1;

    /// <summary>The directive for the failure. The application's decider may fail too.</summary>
    internal Directive DirectiveBy(IDecider supervision)
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

    /// <summary>Ends a response that has begun, as it is; false if none has, or if it is not what its head said.</summary>
    internal bool TryFinish()
    {
        if (!HasResponded || IsAborted)
            return false;

        try
        {
            Writer?.End(null);
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
        EndTelemetry(); // the next run has its own
        return new Exchange(Id, new Request(Original.Head, Request.Body), _context) { _runs = (ushort)(_runs + 1) };
    }
}
