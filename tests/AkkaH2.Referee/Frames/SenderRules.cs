using static AkkaH2.Referee.Octets;

namespace AkkaH2.Referee;

/// <summary>
/// The things that a sender has to leave unset and its receiver has to ignore: a well-behaved reader never sees a fault here, so only a referee can.
/// </summary>
public static class SenderRules
{
    /// <exception cref="RuleBrokenException">A bit or an octet is set that the sender has to leave unset.</exception>
    public static void Check(RawFrame frame)
    {
        if (frame.Reserved) throw Broken("RFC 9113 §4.1", frame, "the reserved bit is set");
        if (!Enum.IsDefined((TypeNumber)frame.Type)) return;

        var unused = frame.Flags & ~DefinedFlags((TypeNumber)frame.Type);
        if (unused != 0) throw Broken("RFC 9113 §4.1", frame, $"flags 0x{unused:x2} mean nothing");

        CheckReservedBitOfPayload(frame);
        CheckPadding(frame);
    }

    private static int DefinedFlags(TypeNumber type) => type switch
    {
        TypeNumber.Data => FlagBits.EndStream | FlagBits.Padded,
        TypeNumber.Headers => FlagBits.EndStream | FlagBits.EndHeaders | FlagBits.Padded | FlagBits.Priority,
        TypeNumber.PushPromise => FlagBits.EndHeaders | FlagBits.Padded,
        TypeNumber.Continuation => FlagBits.EndHeaders,
        TypeNumber.Settings or TypeNumber.Ping => FlagBits.Ack,
        _ => 0,
    };

    // RFC 9113 §6.6, §6.8, §6.9, RFC 9218 §7.1: a reserved bit stands in front of the 31 bits of a stream or of an increment.
    private static void CheckReservedBitOfPayload(RawFrame frame)
    {
        var at = (TypeNumber)frame.Type switch
        {
            TypeNumber.PushPromise => frame.Has(FlagBits.Padded) ? 1 : 0,
            TypeNumber.GoAway or TypeNumber.WindowUpdate or TypeNumber.PriorityUpdate => 0,
            _ => -1,
        };
        if (at >= 0 && frame.Payload.Length > at && TopBit(frame.Payload, at)) throw Broken("RFC 9113 §6", frame, "the reserved bit of its payload is set");
    }

    // RFC 9113 §6.1: padding octets are zero.
    private static void CheckPadding(RawFrame frame)
    {
        var padded = (TypeNumber)frame.Type is TypeNumber.Data or TypeNumber.Headers or TypeNumber.PushPromise && frame.Has(FlagBits.Padded);
        if (!padded || frame.Payload.Length == 0) return;

        var padding = frame.Payload[1..].TakeLast(frame.Payload[0]);
        if (padding.Any(octet => octet != 0)) throw Broken("RFC 9113 §6.1", frame, "its padding is not zero");
    }

    private static RuleBrokenException Broken(string rule, RawFrame frame, string what) => new(rule, ErrorNumber.ProtocolError, $"{frame}: {what}");
}
