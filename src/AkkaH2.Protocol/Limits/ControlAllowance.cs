namespace AkkaH2.Protocol;

/// <summary>
/// PING and WINDOW_UPDATE that go with useful traffic cost nothing: each HEADERS or DATA frame of either side pays for a few, but not
/// DATA that the peer's window cut to a few octets. Only those beyond it are glitches (RFC 9113 §10.5).
/// </summary>
internal sealed class ControlAllowance
{
    private const int PerUsefulFrame = 4;
    private const int Most = 1_000;

    private const int LatePerReset = 100;
    private const int MostLate = 10_000;

    private int _left;
    private int _late;

    /// <summary>So many HEADERS frames, or DATA frames with content, were sent or received.</summary>
    public void Earn(int usefulFrames) => _left = Math.Min(Most, _left + (PerUsefulFrame * usefulFrames));

    /// <summary>
    /// Our application gave up a stream that the peer was sending on: frames that are on their way to it are not the peer's fault, however small (RFC 9113
    /// §5.1 "closed").
    /// </summary>
    public void EarnLate() => _late = Math.Min(MostLate, _late + LatePerReset);

    /// <summary>Takes one of those; false when none is left.</summary>
    public bool TrySpendLate()
    {
        if (_late == 0)
            return false;

        _late--;
        return true;
    }

    /// <summary>Takes one; false when none is left.</summary>
    public bool TrySpend()
    {
        if (_left == 0)
            return false;

        _left--;
        return true;
    }
}
