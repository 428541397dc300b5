using static AkkaH2.Referee.Octets;

namespace AkkaH2.Referee;

/// <summary>Reads payloads (RFC 9113 §6) by the rules that bind its receiver.</summary>
public static class PayloadReader
{
    /// <exception cref="RuleBrokenException">The frame is malformed.</exception>
    public static WireFrame Read(RawFrame frame) => (TypeNumber)frame.Type switch
    {
        TypeNumber.Data => ReadData(frame),
        TypeNumber.Headers => ReadHeaders(frame),
        TypeNumber.Priority => ReadPriority(frame),
        TypeNumber.RstStream => ReadRstStream(frame),
        TypeNumber.Settings => ReadSettings(frame),
        TypeNumber.PushPromise => ReadPushPromise(frame),
        TypeNumber.Ping => ReadPing(frame),
        TypeNumber.GoAway => ReadGoAway(frame),
        TypeNumber.WindowUpdate => ReadWindowUpdate(frame),
        TypeNumber.Continuation => ReadContinuation(frame),
        TypeNumber.PriorityUpdate => ReadPriorityUpdate(frame),
        _ => new Opaque(frame.Type, frame.Flags, frame.Stream, frame.Payload), // RFC 9113 §5.5
    };

    private static Data ReadData(RawFrame frame)
    {
        OnAStream(frame, "RFC 9113 §6.1");
        var (content, padLength) = WithoutPadding(frame, "RFC 9113 §6.1");
        return new Data(frame.Stream, content, padLength, frame.Has(FlagBits.EndStream));
    }

    private static Headers ReadHeaders(RawFrame frame)
    {
        OnAStream(frame, "RFC 9113 §6.2");
        var (rest, padLength) = WithoutPadding(frame, "RFC 9113 §6.2");
        Dependency? priority = null;
        if (frame.Has(FlagBits.Priority))
        {
            AtLeast(5, rest, frame, "RFC 9113 §6.2");
            priority = ReadDependency(rest);
            rest = rest[5..];
        }

        return new Headers(frame.Stream, rest, priority, padLength, frame.Has(FlagBits.EndStream), frame.Has(FlagBits.EndHeaders));
    }

    private static Priority ReadPriority(RawFrame frame)
    {
        OnAStream(frame, "RFC 9113 §6.3");
        Exactly(5, frame, "RFC 9113 §6.3");
        return new Priority(frame.Stream, ReadDependency(frame.Payload));
    }

    private static Dependency ReadDependency(byte[] octets) => new(Number31(octets, 0), Exclusive: TopBit(octets, 0), Weight: octets[4]);

    private static RstStream ReadRstStream(RawFrame frame)
    {
        OnAStream(frame, "RFC 9113 §6.4");
        Exactly(4, frame, "RFC 9113 §6.4");
        return new RstStream(frame.Stream, Number32(frame.Payload, 0));
    }

    private static Settings ReadSettings(RawFrame frame)
    {
        OnTheConnection(frame, "RFC 9113 §6.5");
        if (frame.Has(FlagBits.Ack)) Exactly(0, frame, "RFC 9113 §6.5");
        if (frame.Payload.Length % 6 != 0) throw Malformed("RFC 9113 §6.5", ErrorNumber.FrameSizeError, frame);

        var values = new List<(ushort Id, uint Value)>();
        for (var at = 0; at < frame.Payload.Length; at += 6) values.Add(CheckedSetting(Number16(frame.Payload, at), Number32(frame.Payload, at + 2)));
        return new Settings(values, frame.Has(FlagBits.Ack));
    }

    private static (ushort Id, uint Value) CheckedSetting(ushort id, uint value)
    {
        var isFlag = (SettingNumber)id is SettingNumber.EnablePush or SettingNumber.EnableConnectProtocol or SettingNumber.NoRfc7540Priorities;
        if (isFlag && value is not (0 or 1)) throw Refused("RFC 9113 §6.5.2", ErrorNumber.ProtocolError);
        if ((SettingNumber)id == SettingNumber.InitialWindowSize && value > 2_147_483_647) throw Refused("RFC 9113 §6.5.2", ErrorNumber.FlowControlError);
        if ((SettingNumber)id == SettingNumber.MaxFrameSize && value is < 16_384 or > 16_777_215) throw Refused("RFC 9113 §6.5.2", ErrorNumber.ProtocolError);
        return (id, value);

        RuleBrokenException Refused(string rule, ErrorNumber code) => new(rule, code, $"SETTINGS with {(SettingNumber)id}={value}");
    }

    private static PushPromise ReadPushPromise(RawFrame frame)
    {
        OnAStream(frame, "RFC 9113 §6.6");
        var (rest, padLength) = WithoutPadding(frame, "RFC 9113 §6.6");
        AtLeast(4, rest, frame, "RFC 9113 §6.6");
        var promised = Number31(rest, 0);
        if (promised == 0 || promised % 2 == 1)
            throw new RuleBrokenException("RFC 9113 §5.1.1, §6.6", ErrorNumber.ProtocolError, $"PUSH_PROMISE of stream {promised}");

        return new PushPromise(frame.Stream, promised, rest[4..], padLength, frame.Has(FlagBits.EndHeaders));
    }

    private static Ping ReadPing(RawFrame frame)
    {
        OnTheConnection(frame, "RFC 9113 §6.7");
        Exactly(8, frame, "RFC 9113 §6.7");
        return new Ping(frame.Payload, frame.Has(FlagBits.Ack));
    }

    private static GoAway ReadGoAway(RawFrame frame)
    {
        OnTheConnection(frame, "RFC 9113 §6.8");
        AtLeast(8, frame.Payload, frame, "RFC 9113 §6.8");
        return new GoAway(Number31(frame.Payload, 0), Number32(frame.Payload, 4), frame.Payload[8..]);
    }

    private static WindowUpdate ReadWindowUpdate(RawFrame frame)
    {
        Exactly(4, frame, "RFC 9113 §6.9");
        var increment = Number31(frame.Payload, 0);
        if (increment == 0) throw new RuleBrokenException("RFC 9113 §6.9", ErrorNumber.ProtocolError, $"WINDOW_UPDATE of 0 on stream {frame.Stream}");

        return new WindowUpdate(frame.Stream, increment);
    }

    private static Continuation ReadContinuation(RawFrame frame)
    {
        OnAStream(frame, "RFC 9113 §6.10");
        return new Continuation(frame.Stream, frame.Payload, frame.Has(FlagBits.EndHeaders));
    }

    private static PriorityUpdate ReadPriorityUpdate(RawFrame frame)
    {
        OnTheConnection(frame, "RFC 9218 §7.1");
        AtLeast(4, frame.Payload, frame, "RFC 9218 §7.1");
        var prioritized = Number31(frame.Payload, 0);
        if (prioritized == 0) throw new RuleBrokenException("RFC 9218 §7.1", ErrorNumber.ProtocolError, "PRIORITY_UPDATE of stream 0");

        return new PriorityUpdate(prioritized, frame.Payload[4..]);
    }

    /// <summary>The octets between the Pad Length octet and the padding (RFC 9113 §6.1).</summary>
    private static (byte[] Content, int? PadLength) WithoutPadding(RawFrame frame, string rule)
    {
        if (!frame.Has(FlagBits.Padded)) return (frame.Payload, null);

        AtLeast(1, frame.Payload, frame, rule);
        var padLength = frame.Payload[0];
        if (padLength >= frame.Payload.Length) throw Malformed(rule, ErrorNumber.ProtocolError, frame, $" with {padLength} octets of padding");

        return (frame.Payload[1..^padLength], padLength);
    }

    private static void OnAStream(RawFrame frame, string rule)
    {
        if (frame.Stream == 0) throw Malformed(rule, ErrorNumber.ProtocolError, frame);
    }

    private static void OnTheConnection(RawFrame frame, string rule)
    {
        if (frame.Stream != 0) throw Malformed(rule, ErrorNumber.ProtocolError, frame);
    }

    private static void Exactly(int octets, RawFrame frame, string rule)
    {
        if (frame.Payload.Length != octets) throw Malformed(rule, ErrorNumber.FrameSizeError, frame);
    }

    private static void AtLeast(int octets, byte[] rest, RawFrame frame, string rule)
    {
        if (rest.Length < octets) throw Malformed(rule, ErrorNumber.FrameSizeError, frame);
    }

    private static RuleBrokenException Malformed(string rule, ErrorNumber code, RawFrame frame, string more = "") => new(rule, code, $"{frame}{more}");
}
