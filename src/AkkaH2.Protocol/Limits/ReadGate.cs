namespace AkkaH2.Protocol;

/// <summary>
/// RFC 9113 §10.5: what is answered with a frame of ours cannot pile up. While too many answers wait to be written, nothing more is read.
/// </summary>
/// <param name="limit">How many answers may wait.</param>
internal sealed class ReadGate(int limit)
{
    /// <summary>True while the next read is held back.</summary>
    public bool IsShut { get; private set; }

    /// <summary>Asks for the next read, with so many answers waiting; false if it is held back until fewer do.</summary>
    public bool TryPass(int waiting)
    {
        IsShut = waiting >= limit;
        return !IsShut;
    }
}
