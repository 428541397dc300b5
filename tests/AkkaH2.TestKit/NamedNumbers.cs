using AkkaH2.Referee;
using AkkaH2.Wire;

namespace AkkaH2.TestKit;

/// <summary>
/// The product's numbers and the referee's are the same names typed in twice, and only the names are believed: a number that the product has
/// wrong goes out and comes in as the right one, so that the product misreads it and the test sees that.
/// </summary>
internal static class NamedNumbers
{
    private static readonly (FrameFlags Product, byte Bit)[] FlagsByName =
    [
        (FrameFlags.EndStream, FlagBits.EndStream), (FrameFlags.Ack, FlagBits.Ack), (FrameFlags.EndHeaders, FlagBits.EndHeaders),
        (FrameFlags.Padded, FlagBits.Padded), (FrameFlags.Priority, FlagBits.Priority),
    ];

    public static ErrorCode Error(uint number) => ToProduct<ErrorNumber, ErrorCode>((ErrorNumber)number) ?? (ErrorCode)number;

    public static uint Number(ErrorCode code) => (uint)(ToWire<ErrorCode, ErrorNumber>(code) ?? (ErrorNumber)code);

    public static SettingId Setting(ushort number) => ToProduct<SettingNumber, SettingId>((SettingNumber)number) ?? (SettingId)number;

    public static ushort Number(SettingId id) => (ushort)(ToWire<SettingId, SettingNumber>(id) ?? (SettingNumber)id);

    public static FrameType Type(byte number) => ToProduct<TypeNumber, FrameType>((TypeNumber)number) ?? (FrameType)number;

    public static byte Number(FrameType type) => (byte)(ToWire<FrameType, TypeNumber>(type) ?? (TypeNumber)type);

    /// <summary>Flags by their names, and what has no name as it is.</summary>
    public static byte Bits(FrameFlags flags)
    {
        var bits = (byte)flags;
        foreach (var (product, _) in FlagsByName) bits &= (byte)~product;
        foreach (var (product, bit) in FlagsByName) bits |= flags.HasFlag(product) ? bit : (byte)0;
        return bits;
    }

    // A name that the RFC has and the product lacks is a fault of the product; a name that only the product has, too.
    private static TProduct? ToProduct<TReferee, TProduct>(TReferee number)
        where TReferee : struct, Enum
        where TProduct : struct, Enum => Enum.GetName(number) is { } name ? Enum.Parse<TProduct>(name) : null;

    private static TReferee? ToWire<TProduct, TReferee>(TProduct value)
        where TProduct : struct, Enum
        where TReferee : struct, Enum => Enum.GetName(value) is { } name ? Enum.Parse<TReferee>(name) : null;
}
