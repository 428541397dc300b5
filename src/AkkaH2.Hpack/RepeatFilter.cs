namespace AkkaH2.Hpack;

/// <summary>Remembers the hashes of a few fields, to tell those that come again from those that do not. A wrong answer costs a few octets.</summary>
internal sealed class RepeatFilter
{
    private const int Slots = 64;

    private readonly ushort[] _hashes = new ushort[Slots]; // their upper halves; the lower ones choose the slot

    /// <summary>Notes the field; true when it was noted before and not pushed out since.</summary>
    public bool IsRepeated(uint fieldHash)
    {
        ref var slot = ref _hashes[fieldHash % Slots];
        var upper = (ushort)(fieldHash >> 16);
        var repeated = slot == upper;
        slot = upper;
        return repeated;
    }
}
