using AkkaH2.Diagnostics;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>The last error of a connection; one object for all of them, made for the first.</summary>
internal sealed class ErrorNote
{
    private ErrorCode _code;
    private string _detail = "";
    private bool _isOurs;
    private StreamId _stream;
    private TimeSpan _at;

    /// <summary>A RST_STREAM or GOAWAY was sent or received. NO_ERROR is none.</summary>
    public static void Put(ref ErrorNote? note, StreamId stream, ErrorCode code, string detail, bool ours, TimeSpan now)
    {
        if (code == ErrorCode.NoError)
            return;

        note ??= new ErrorNote();
        (note._stream, note._code, note._detail, note._isOurs, note._at) = (stream, code, detail, ours, now);
    }

    /// <summary>For whoever asks.</summary>
    public LastError Describe(TimeSpan now) => new(_code, _detail, _isOurs ? ErrorObserver.Us : ErrorObserver.Peer, _stream.Value, now - _at);
}
