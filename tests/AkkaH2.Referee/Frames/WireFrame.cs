namespace AkkaH2.Referee;

/// <summary>A frame as octets say it: the header's fields and the payload untouched (RFC 9113 §4.1).</summary>
/// <param name="Type">The type octet.</param>
/// <param name="Flags">The flags octet.</param>
/// <param name="Reserved">The reserved bit in front of the stream identifier.</param>
/// <param name="Stream">31 bits of stream identifier.</param>
/// <param name="Payload">All octets behind the header.</param>
public sealed record RawFrame(byte Type, byte Flags, bool Reserved, int Stream, byte[] Payload)
{
    public bool Has(byte flag) => (Flags & flag) == flag;

    public override string ToString() => $"{(Enum.IsDefined((TypeNumber)Type) ? (TypeNumber)Type : $"type 0x{Type:x2}")} of {Payload.Length} octets, flags 0x{Flags:x2}, on stream {Stream}";
}

/// <summary>A frame whose payload is understood (RFC 9113 §6). Arrays are copies: nobody else has them.</summary>
public abstract record WireFrame(int Stream);

/// <summary>RFC 9113 §6.1.</summary>
public sealed record Data(int Stream, byte[] Content, int? PadLength, bool EndStream) : WireFrame(Stream);

/// <summary>RFC 9113 §6.2.</summary>
public sealed record Headers(int Stream, byte[] Fragment, Dependency? Priority, int? PadLength, bool EndStream, bool EndHeaders) : WireFrame(Stream);

/// <summary>RFC 9113 §6.3.</summary>
public sealed record Priority(int Stream, Dependency Dependency) : WireFrame(Stream);

/// <summary>The deprecated priority signal (RFC 9113 §6.3). The weight is the octet, 0 to 255; RFC 7540 §5.3.2 counts it from 1.</summary>
public sealed record Dependency(int Stream, bool Exclusive, byte Weight);

/// <summary>RFC 9113 §6.4.</summary>
public sealed record RstStream(int Stream, uint Code) : WireFrame(Stream);

/// <summary>RFC 9113 §6.5.</summary>
public sealed record Settings(IReadOnlyList<(ushort Id, uint Value)> Values, bool Ack) : WireFrame(0);

/// <summary>RFC 9113 §6.6.</summary>
public sealed record PushPromise(int Stream, int Promised, byte[] Fragment, int? PadLength, bool EndHeaders) : WireFrame(Stream);

/// <summary>RFC 9113 §6.7.</summary>
public sealed record Ping(byte[] Opaque, bool Ack) : WireFrame(0);

/// <summary>RFC 9113 §6.8.</summary>
public sealed record GoAway(int LastStream, uint Code, byte[] DebugData) : WireFrame(0);

/// <summary>RFC 9113 §6.9.</summary>
public sealed record WindowUpdate(int Stream, int Increment) : WireFrame(Stream);

/// <summary>RFC 9113 §6.10.</summary>
public sealed record Continuation(int Stream, byte[] Fragment, bool EndHeaders) : WireFrame(Stream);

/// <summary>RFC 9218 §7.1.</summary>
public sealed record PriorityUpdate(int Prioritized, byte[] FieldValue) : WireFrame(0);

/// <summary>Any octets under any type: an extension (RFC 9113 §5.5), or on the way out a frame that no other type here can say.</summary>
public sealed record Opaque(byte Type, byte Flags, int Stream, byte[] Payload) : WireFrame(Stream);
