using System.Buffers.Binary;

namespace AkkaH2.Wire;

/// <summary>One parameter of SETTINGS (RFC 9113 §6.5.1).</summary>
/// <param name="Id">The parameter; may be one that has no name here.</param>
/// <param name="Value">Its value, in the unit that <see cref="SettingId"/> says.</param>
public readonly record struct Setting(SettingId Id, uint Value)
{
    /// <summary>Octets on the wire.</summary>
    internal const int Size = 6;

    private const uint MinFrameSize = 1 << 14;

    /// <summary>Such as <c>INITIAL_WINDOW_SIZE=65535</c>.</summary>
    public override string ToString() => $"{Id.Name()}={Value}";

    internal static Setting Read(ReadOnlySpan<byte> octets) =>
        new((SettingId)BinaryPrimitives.ReadUInt16BigEndian(octets), BinaryPrimitives.ReadUInt32BigEndian(octets[2..]));

    internal void Write(Span<byte> octets)
    {
        BinaryPrimitives.WriteUInt16BigEndian(octets, (ushort)Id);
        BinaryPrimitives.WriteUInt32BigEndian(octets[2..], Value);
    }

    /// <summary>The fault of the value, or null.</summary>
    internal Http2Error? Fault() => Id switch
    {
        // RFC 9113 §6.5.2: other than 0 or 1 is a connection error PROTOCOL_ERROR. RFC 8441 §3 and RFC 9218 §2.1: the same.
        SettingId.EnablePush or SettingId.EnableConnectProtocol or SettingId.NoRfc7540Priorities when Value > 1 => Refuse(ErrorCode.ProtocolError),

        // RFC 9113 §6.5.2: above 2^31-1 is a connection error FLOW_CONTROL_ERROR.
        SettingId.InitialWindowSize when Value > int.MaxValue => Refuse(ErrorCode.FlowControlError),

        // RFC 9113 §6.5.2: outside of 2^14 to 2^24-1 is a connection error PROTOCOL_ERROR.
        SettingId.MaxFrameSize when Value is < MinFrameSize or > FrameHeader.MaxLength => Refuse(ErrorCode.ProtocolError),

        // RFC 9113 §6.5.2: an unknown or unsupported identifier is ignored.
        _ => null,
    };

    private Http2Error.OnConnection Refuse(ErrorCode code) => new(code, $"SETTINGS with {this}");
}
