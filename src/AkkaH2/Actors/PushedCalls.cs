using Akka.Actor;
using Akka.Event;
using AkkaH2.Client;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>Asks the application whether it wants what the server of a client's connection promises (RFC 9113 §8.4).</summary>
/// <param name="actor">The connection's.</param>
/// <param name="setup">Has the application's answer.</param>
/// <param name="log">Is told where it fails.</param>
internal sealed class PushedCalls(IActorContext actor, ClientSetup setup, Func<ILoggingAdapter> log)
{
    /// <summary>The call of the pushed response; else the code of the refusal.</summary>
    /// <param name="parent">The call whose stream the promise came on; null if that is given up.</param>
    /// <param name="request">The promised one.</param>
    /// <param name="refusal">The code.</param>
    public Call? Accept(Call? parent, RequestHead request, out ErrorCode refusal)
    {
        // RFC 9113 §8.4: the server has to be authoritative; here that is the origin of the client alone.
        var isForeign = request.Authority != setup.Origin.Authority || request.Scheme != setup.Origin.Scheme;
        refusal = isForeign ? ErrorCode.ProtocolError : ErrorCode.Cancel;
        if (isForeign || parent is null || setup.Client.OnPush is not { } decide)
            return null;

        var pushed = Call.Pushed(setup.Origin, request, actor.Parent);
        var promise = new PushPromise(parent.Head[3].Value, request.Method, request.Path, request.Headers, () => pushed.Response);
        Decide(decide, promise);
        if (!promise.Seal())
            return null;

        pushed.Connection = actor.Self;
        return pushed;
    }

    private ILoggingAdapter Log => log();

    private void Decide(Action<PushPromise> decide, PushPromise promise)
    {
        try
        {
            decide(promise);
        }
        catch (Exception cause)
        {
            Log.Warning("The handler of pushes (ClientSettings.OnPush) has failed on {0}: {1}", promise.Path, LogText.OneLine(cause.Message));
        }
    }
}
