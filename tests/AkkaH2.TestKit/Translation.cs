using System.Buffers.Binary;
using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.TestKit;

/// <summary>
/// The referee's frames as the product's records and back, field by field. The records are what tests write and compare;
/// no octet is read or written by the product (<c>RefereeIsNoMirrorTests</c> holds that down).
/// </summary>
internal static class Translation
{
    /// <summary>The octets of a frame, by the referee's writer.</summary>
    public static byte[] Octets(Frame frame) => Referee.FrameOctets.Of(ToWire(frame));

    public static Frame ToProduct(Referee.WireFrame frame) => frame switch
    {
        Referee.Data x => new DataFrame(new StreamId(x.Stream), x.Content, x.EndStream) { PadLength = x.PadLength },
        Referee.Headers x => new HeadersFrame(new StreamId(x.Stream), x.Fragment, x.EndStream, x.EndHeaders)
        {
            PadLength = x.PadLength,
            Priority = x.Priority is { } signal ? ToProduct(signal) : null,
        },
        Referee.Priority x => new PriorityFrame(new StreamId(x.Stream), ToProduct(x.Dependency)),
        Referee.RstStream x => new RstStreamFrame(new StreamId(x.Stream), NamedNumbers.Error(x.Code)),
        Referee.Settings { Ack: true } => SettingsFrame.Acknowledgement,
        Referee.Settings x => new SettingsFrame([.. x.Values.Select(setting => new Setting(NamedNumbers.Setting(setting.Id), setting.Value))]),
        Referee.PushPromise x => new PushPromiseFrame(new StreamId(x.Stream), new StreamId(x.Promised), x.Fragment, x.EndHeaders) { PadLength = x.PadLength },
        Referee.Ping x => new PingFrame(BinaryPrimitives.ReadUInt64BigEndian(x.Opaque), x.Ack),
        Referee.GoAway x => new GoAwayFrame(new StreamId(x.LastStream), NamedNumbers.Error(x.Code), x.DebugData),
        Referee.WindowUpdate x => new WindowUpdateFrame(new StreamId(x.Stream), x.Increment),
        Referee.Continuation x => new ContinuationFrame(new StreamId(x.Stream), x.Fragment, x.EndHeaders),
        Referee.PriorityUpdate x => new PriorityUpdateFrame(new StreamId(x.Prioritized), x.FieldValue),
        Referee.Opaque x => new UnknownFrame(new StreamId(x.Stream), NamedNumbers.Type(x.Type), (FrameFlags)x.Flags, x.Payload),
        _ => throw new ArgumentException($"no record for {frame.GetType()}", nameof(frame)),
    };

    public static Referee.WireFrame ToWire(Frame frame) => frame switch
    {
        DataFrame x => new Referee.Data(x.Stream.Value, x.Data.ToArray(), x.PadLength, x.EndStream),
        HeadersFrame x => new Referee.Headers(x.Stream.Value, x.Fragment.ToArray(), x.Priority is { } signal ? ToWire(signal) : null, x.PadLength, x.EndStream, x.EndHeaders),
        PriorityFrame x => new Referee.Priority(x.Stream.Value, ToWire(x.Priority)),
        RstStreamFrame x => new Referee.RstStream(x.Stream.Value, NamedNumbers.Number(x.Code)),
        SettingsFrame x => new Referee.Settings([.. x.Settings.Select(setting => (NamedNumbers.Number(setting.Id), setting.Value))], x.Ack),
        PushPromiseFrame x => new Referee.PushPromise(x.Stream.Value, x.Promised.Value, x.Fragment.ToArray(), x.PadLength, x.EndHeaders),
        PingFrame x => new Referee.Ping(BigEndian(x.Payload), x.Ack),
        GoAwayFrame x => new Referee.GoAway(x.LastStream.Value, NamedNumbers.Number(x.Code), x.DebugData.ToArray()),
        WindowUpdateFrame x => new Referee.WindowUpdate(x.Stream.Value, x.Increment),
        ContinuationFrame x => new Referee.Continuation(x.Stream.Value, x.Fragment.ToArray(), x.EndHeaders),
        PriorityUpdateFrame x => new Referee.PriorityUpdate(x.Prioritized.Value, x.FieldValue.ToArray()),
        UnknownFrame x => new Referee.Opaque(NamedNumbers.Number(x.Type), NamedNumbers.Bits(x.Flags), x.Stream.Value, x.Payload.ToArray()),
        _ => throw new ArgumentException($"no octets for {frame.GetType()}", nameof(frame)),
    };

    public static HeaderField ToProduct(Referee.Field field) => new(field.Name, field.Value, field.NeverIndexed);

    // RFC 7540 §5.3.2: the octet says one less than the weight.
    private static StreamPriority ToProduct(Referee.Dependency x) => new(new StreamId(x.Stream), x.Exclusive, x.Weight + 1);

    private static Referee.Dependency ToWire(StreamPriority x) => new(x.Dependency.Value, x.Exclusive, checked((byte)(x.Weight - 1)));

    private static byte[] BigEndian(ulong number)
    {
        var octets = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(octets, number);
        return octets;
    }
}
