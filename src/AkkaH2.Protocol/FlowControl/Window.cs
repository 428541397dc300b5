namespace AkkaH2.Protocol;

/// <summary>A flow-control window (RFC 9113 §6.9.1). May be negative after SETTINGS (§6.9.2), never above 2^31-1.</summary>
internal readonly record struct Window(int Octets)
{
    /// <summary>RFC 9113 §6.9.2: what every window is until SETTINGS or WINDOW_UPDATE say otherwise.</summary>
    public static readonly Window Initial = new(65_535);

    /// <summary>How many octets may go out now; 0 while the window is negative.</summary>
    public int Available => Math.Max(Octets, 0);

    /// <summary>The window after <paramref name="octets"/> went out.</summary>
    public Window Spend(int octets) => new(checked(Octets - octets));

    /// <summary>Grows by WINDOW_UPDATE or shifts by a SETTINGS_INITIAL_WINDOW_SIZE change; null is an overflow.</summary>
    public Window? Grow(long delta) => Octets + delta is var sum && sum <= int.MaxValue ? new Window((int)sum) : null;
}
