using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <content>Frames that are legal one by one, and in masses an attack (RFC 9113 §10.5): each has its price, and an empty budget ends the connection.</content>
public sealed partial class Http2Connection
{
    // Rapid reset, and resets that the peer provokes by errors, cost the same: a stream begun and thrown away.
    private void ChargeReset()
    {
        if (!IsOver && !_resets.TrySpend(Now))
            SendErrorGoAway(Limit.ResetBurst, "too many streams reset");
    }

    // A glitch is a frame that is legal and pointless. The text is made for the one that is too many.
    private void ChargeGlitch(Frame frame)
    {
        if (!IsOver && !_glitches.TrySpend(Now))
            SendErrorGoAway(Limit.GlitchBurst, $"too many frames without an effect, the last one {frame}");
    }

    private void ChargeBeyondAllowance(Frame frame)
    {
        if (!_allowance.TrySpend())
            ChargeGlitch(frame);
    }
}
