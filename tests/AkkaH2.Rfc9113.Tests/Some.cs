namespace AkkaH2.Rfc9113.Tests;

/// <summary>A well formed frame of each type, where only the type matters.</summary>
internal static class Some
{
    /// <summary>On this stream; the frames of the connection take stream 0.</summary>
    public static FrameScript Frame(FrameType type, int stream) => type switch
    {
        FrameType.Data => Data(stream, "x"),
        FrameType.Headers => Headers(stream).Get("/hello").EndStream(),
        FrameType.Priority => Priority(stream, 0),
        FrameType.RstStream => RstStream(stream),
        FrameType.Settings => Settings(),
        FrameType.PushPromise => Headers(stream).Get("/hello").Promise(2),
        FrameType.Ping => Ping(),
        FrameType.GoAway => GoAway(0),
        FrameType.WindowUpdate => WindowUpdate(stream, 1),
        FrameType.Continuation => Continuation(stream).EndHeaders(),
        _ => Raw(type, FrameFlags.None, stream, 1, 2, 3),
    };
}
