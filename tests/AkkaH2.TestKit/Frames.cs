using System.Text;
using AkkaH2.Wire;

namespace AkkaH2.TestKit;

/// <summary>One factory a frame, for <c>using static AkkaH2.TestKit.Frames</c>. Frames that the types cannot say come from <see cref="Raw"/>.</summary>
internal static class Frames
{
    public static HeadersScript Headers(int stream) => new(new StreamId(stream));

    public static DataFrame Data(int stream, string text = "") => Data(stream, Encoding.UTF8.GetBytes(text));

    public static DataFrame Data(int stream, ReadOnlyMemory<byte> octets) => new(new StreamId(stream), octets, EndStream: false);

    public static DataFrame EndStream(this DataFrame frame) => frame with { EndStream = true };

    public static DataFrame Padded(this DataFrame frame, int padLength) => frame with { PadLength = padLength };

    public static PriorityFrame Priority(int stream, int dependency, int weight = 16, bool exclusive = false) =>
        new(new StreamId(stream), new StreamPriority(new StreamId(dependency), exclusive, weight));

    public static RstStreamFrame RstStream(int stream, ErrorCode code = ErrorCode.Cancel) => new(new StreamId(stream), code);

    public static SettingsFrame Settings(params (SettingId Id, uint Value)[] settings) =>
        new([.. settings.Select(setting => new Setting(setting.Id, setting.Value))]);

    public static SettingsFrame SettingsAck() => SettingsFrame.Acknowledgement;

    public static PingFrame Ping(ulong payload = 0) => new(payload, Ack: false);

    public static PingFrame PingAck(ulong payload = 0) => new(payload, Ack: true);

    public static GoAwayFrame GoAway(int lastStream, ErrorCode code = ErrorCode.NoError, string debugText = "") =>
        new(new StreamId(lastStream), code, debugText);

    public static WindowUpdateFrame WindowUpdate(int stream, int increment) => new(new StreamId(stream), increment);

    public static ContinuationFrame Continuation(int stream, params byte[] fragment) => new(new StreamId(stream), fragment, EndHeaders: false);

    public static ContinuationFrame EndHeaders(this ContinuationFrame frame) => frame with { EndHeaders = true };

    public static PriorityUpdateFrame PriorityUpdate(int prioritized, string value) =>
        new(new StreamId(prioritized), Encoding.ASCII.GetBytes(value));

    /// <summary>Any frame, legal or not.</summary>
    public static UnknownFrame Raw(FrameType type, FrameFlags flags, int stream, params byte[] payload) =>
        new(new StreamId(stream), type, flags, payload);
}
