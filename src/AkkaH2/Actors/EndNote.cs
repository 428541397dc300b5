using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>Why a connection ends. A part of the streams of its connection: not to be copied.</summary>
internal struct EndNote
{
    private string? _reason;

    /// <summary>The reason. One that gave none ends because its peer wished so (GOAWAY).</summary>
    public readonly string Reason => _reason ?? "peer_goaway";

    /// <summary>The code of the GOAWAY with an error; null if there was none.</summary>
    public ErrorCode? Error { readonly get; private set; }

    /// <summary>The connection begins to end for this reason; the first one counts, but an error comes before all others.</summary>
    public void OnEnding(string reason) => _reason ??= reason;

    /// <summary>A GOAWAY with an error was sent, or received.</summary>
    public void OnError(ErrorCode code, bool ours)
    {
        if (code != ErrorCode.NoError)
            (_reason, Error) = (ours ? "error" : "peer_error", code);
    }
}
