namespace AkkaH2.Server;

/// <summary>One connection that an <see cref="IHttp1Engine"/> reads and writes. May be called from any thread.</summary>
public interface IHttp1Connection
{
    /// <summary>Done when nothing more is read or written: the engine has let go of the transport, which is open still. Never fails.</summary>
    Task Completion { get; }

    /// <summary>The connection ends with the exchange that is under way, which says so (RFC 9112 §9.6); at once if there is none.</summary>
    void RequestClose();

    /// <summary>The connection ends at once: what is under way fails. Idempotent, never throws.</summary>
    /// <param name="reason">As in a log.</param>
    void Abort(string reason);
}
