using System.Buffers.Text;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>RFC 7540 §3.2.1: the field HTTP2-Settings is the payload of a SETTINGS frame as base64url.</summary>
internal static class UpgradeSettings
{
    /// <summary>The settings of the field's value, or null where it is none.</summary>
    public static SettingsFrame? Parse(string value)
    {
        if (!Base64Url.IsValid(value))
            return null;

        var payload = Base64Url.DecodeFromChars(value);
        return SettingsFrame.Parse(new FrameHeader(payload.Length, FrameType.Settings, FrameFlags.None, StreamId.Connection), payload).Value as SettingsFrame;
    }
}
