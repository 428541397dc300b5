using System.Buffers.Text;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>RFC 7540 §3.2.1: the field HTTP2-Settings is the payload of a SETTINGS frame as base64url.</summary>
internal static class UpgradeSettings
{
    /// <summary>
    /// The field's value of a client: what has to hold from the beginning (RFC 9218 §2.1, RFC 9113 §8.4). Its limits come with its preface, and hold once they
    /// are acknowledged.
    /// </summary>
    public static string Of(ConnectionSettings announced)
    {
        Setting[] said = [new(SettingId.EnablePush, announced.EnablePush ? 1u : 0u), new(SettingId.NoRfc7540Priorities, announced.NoRfc7540Priorities ? 1u : 0u)];
        var payload = new byte[said.Length * Setting.Size];
        for (var i = 0; i < said.Length; i++)
            said[i].Write(payload.AsSpan(i * Setting.Size));
        return Base64Url.EncodeToString(payload);
    }

    /// <summary>The settings of the field's value, or null where it is none.</summary>
    public static SettingsFrame? Parse(string value)
    {
        if (!Base64Url.IsValid(value))
            return null;

        var payload = Base64Url.DecodeFromChars(value);
        return SettingsFrame.Parse(new FrameHeader(payload.Length, FrameType.Settings, FrameFlags.None, StreamId.Connection), payload).Value as SettingsFrame;
    }
}
