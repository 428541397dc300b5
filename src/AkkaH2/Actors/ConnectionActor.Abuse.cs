using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>RFC 9113 §10.5: what is legal, one by one, and in masses an attack. It ends with ENHANCE_YOUR_CALM.</summary>
internal sealed partial class ConnectionActor
{
    private readonly AbuseBudget _resets;
    private readonly AbuseBudget _oddities;

    // Rapid reset, and resets that the peer provokes by errors, cost the same: a stream begun and thrown away.
    private void ChargeReset() => Charge(_resets, "streams reset");

    // Refused streams, empty DATA, frames without an effect: each is harmless.
    private void ChargeOddity(Frame frame) => Charge(_oddities, $"frames without an effect, the last one {frame}");

    private void Charge(AbuseBudget budget, string what)
    {
        if (!_goAway.IsOver && !budget.TrySpend(Now))
            GoAway(ErrorCode.EnhanceYourCalm, $"too many {what}");
    }
}
