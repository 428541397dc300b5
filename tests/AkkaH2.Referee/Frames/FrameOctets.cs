using static AkkaH2.Referee.Octets;

namespace AkkaH2.Referee;

/// <summary>Frames to octets (RFC 9113 §4.1, §6). Nothing is checked: tests send what is illegal too.</summary>
public static class FrameOctets
{
    public static byte[] Of(WireFrame frame) => frame switch
    {
        Data x => Frame(TypeNumber.Data, Flag(x.EndStream, FlagBits.EndStream) | Padded(x.PadLength), x.Stream, Pad(x.PadLength, x.Content)),
        Headers x => Frame(TypeNumber.Headers, HeadersFlags(x), x.Stream, Pad(x.PadLength, [.. x.Priority is { } signal ? Dependency(signal) : [], .. x.Fragment])),
        Priority x => Frame(TypeNumber.Priority, 0, x.Stream, Dependency(x.Dependency)),
        RstStream x => Frame(TypeNumber.RstStream, 0, x.Stream, Of32(x.Code)),
        Settings x => Frame(TypeNumber.Settings, Flag(x.Ack, FlagBits.Ack), 0, [.. x.Values.SelectMany(setting => Of16(setting.Id).Concat(Of32(setting.Value)))]),
        PushPromise x => Frame(TypeNumber.PushPromise, Flag(x.EndHeaders, FlagBits.EndHeaders) | Padded(x.PadLength), x.Stream, Pad(x.PadLength, [.. Of31(false, x.Promised), .. x.Fragment])),
        Ping x => Frame(TypeNumber.Ping, Flag(x.Ack, FlagBits.Ack), 0, x.Opaque),
        GoAway x => Frame(TypeNumber.GoAway, 0, 0, [.. Of31(false, x.LastStream), .. Of32(x.Code), .. x.DebugData]),
        WindowUpdate x => Frame(TypeNumber.WindowUpdate, 0, x.Stream, Of31(false, x.Increment)),
        Continuation x => Frame(TypeNumber.Continuation, Flag(x.EndHeaders, FlagBits.EndHeaders), x.Stream, x.Fragment),
        PriorityUpdate x => Frame(TypeNumber.PriorityUpdate, 0, 0, [.. Of31(false, x.Prioritized), .. x.FieldValue]),
        Opaque x => Frame((TypeNumber)x.Type, x.Flags, x.Stream, x.Payload),
        _ => throw new ArgumentException($"no octets for {frame.GetType()}", nameof(frame)),
    };

    private static byte[] Frame(TypeNumber type, int flags, int stream, byte[] payload) =>
        [.. Of24(payload.Length), (byte)type, (byte)flags, .. Of31(false, stream), .. payload];

    private static int HeadersFlags(Headers x) =>
        Flag(x.EndStream, FlagBits.EndStream) | Flag(x.EndHeaders, FlagBits.EndHeaders) | Flag(x.Priority is not null, FlagBits.Priority) | Padded(x.PadLength);

    private static int Flag(bool isSet, byte bit) => isSet ? bit : 0;

    private static int Padded(int? padLength) => Flag(padLength is not null, FlagBits.Padded);

    /// <summary>Pad Length, the content, and that many zeros (RFC 9113 §6.1).</summary>
    private static byte[] Pad(int? padLength, byte[] content) => padLength is { } pad ? [(byte)pad, .. content, .. new byte[pad]] : content;

    private static byte[] Dependency(Dependency x) => [.. Of31(x.Exclusive, x.Stream), x.Weight];
}
