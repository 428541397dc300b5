using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>Many requests at once take actors and room. When none has come for a while, the connection lets them go.</summary>
internal sealed partial class ConnectionActor
{
    private const int KeptWhenQuiet = 1;

    private StreamId? _lastBeforeQuiet; // while the time runs

    private void AwaitQuiet()
    {
        if (_lastBeforeQuiet is not null || _slots.Busy > 0 || _slots.Idle <= KeptWhenQuiet)
            return;

        _lastBeforeQuiet = _streams.HighestPeerStream;
        Timers.StartSingleTimer(ConnectionTimeout.Quiet, ConnectionTimeout.Quiet, _settings.IdleStreamActorsFor);
    }

    private void OnQuiet()
    {
        var wasQuiet = _lastBeforeQuiet == _streams.HighestPeerStream && _slots.Busy == 0;
        _lastBeforeQuiet = null;
        if (wasQuiet)
            LetGo();
        else
            AwaitQuiet();
    }

    private void LetGo()
    {
        foreach (var spare in _slots.Trim(KeptWhenQuiet))
            Context.Stop(spare);
        _streams.Trim();
        // While there is demand the pipeline has given the batch back.
        if (_demand)
            (_batch.Frames.Capacity, _inFlight.Capacity) = (0, 0);
    }
}
