using System.IO.Pipelines;
using AkkaH2.Hpack;

namespace AkkaH2.Server;

/// <summary>
/// One request as an <see cref="IHttp1Engine"/> has read it, and its response on the wire. The body may be read while the response is written; each of the two
/// has one caller at a time.
/// </summary>
public interface IHttp1Exchange
{
    /// <summary>The method, as sent.</summary>
    string Method { get; }

    /// <summary>The request target, as sent, in any of its forms (RFC 9112 §3.2).</summary>
    string Target { get; }

    /// <summary>True for HTTP/1.0.</summary>
    bool IsHttp10 { get; }

    /// <summary>
    /// The fields, names in lower case, without those that HTTP/2 forbids (RFC 9113 §8.2.2). http2-settings is there, for the switch to it (RFC 7540 §3.2.1).
    /// </summary>
    HeaderField[] Fields { get; }

    /// <summary>The fault for which the request must not be served although it could be read (RFC 9112 §6.3, §11.2); null if there is none.</summary>
    string? Fault { get; }

    /// <summary>The protocols that the client would rather speak (RFC 9110 §7.8), if they can be switched to; empty if not.</summary>
    string Upgrade { get; }

    /// <summary>True if a body may follow.</summary>
    bool HasBody { get; }

    /// <summary>
    /// Waits for octets of the body. The first call asks a client for them that waits for 100 (RFC 9110 §10.1.1). Each result is given back with
    /// <see cref="AdvanceTo"/>.
    /// </summary>
    /// <exception cref="MalformedBodyException">The framing is wrong, or octets come too slowly. The client can be answered, and is not read any further.</exception>
    /// <exception cref="IOException">The connection is lost.</exception>
    ValueTask<ReadResult> ReadBodyAsync();

    /// <summary>These octets are dealt with.</summary>
    void AdvanceTo(SequencePosition consumed);

    /// <summary>Wakes a read of the body that waits; its result says so.</summary>
    void CancelRead();

    /// <summary>The fields behind the body; known at its end (RFC 9112 §7.1.2).</summary>
    HeaderField[] Trailers { get; }

    /// <summary>Puts a final response's head into the buffer.</summary>
    /// <param name="head">:status first; date and content-length, where they belong, are there.</param>
    /// <param name="isWhole">True if the content-length says where the body ends, or there is none. Else it is chunked (RFC 9112 §7.1), or ends with the connection.</param>
    void WriteHead(HeaderField[] head, bool isWhole);

    /// <summary>Puts a copy of these octets of the body into the buffer.</summary>
    void Write(ReadOnlyMemory<byte> octets);

    /// <summary>Puts the end of the body into the buffer, with trailers where it is chunked.</summary>
    void WriteEnd(HeaderField[] trailers);

    /// <summary>Sends what is in the buffer. Done when it is with the transport; false if the connection is lost.</summary>
    ValueTask<bool> FlushAsync();

    /// <summary>The connection ends with this response, which says so; before its head.</summary>
    void CloseAfterwards();

    /// <summary>The peer may send and take as slowly as it likes.</summary>
    void AllowSlow();

    /// <summary>
    /// Switches to another protocol with 101 (RFC 9110 §15.2.2). From here on the body is what the peer sends, and what is written are octets, as they are.
    /// </summary>
    /// <param name="fields">The fields of the response, upgrade among them.</param>
    Task UpgradeAsync(HeaderField[] fields);

    /// <summary>
    /// Switches to another protocol with 101, and lets go of the transport: what comes behind the request is unread, and whoever calls owns it.
    /// </summary>
    /// <param name="fields">The fields of the response, upgrade among them.</param>
    Task LeaveAsync(HeaderField[] fields);
}

/// <summary>The framing of a request's body is wrong, or its octets come too slowly.</summary>
/// <param name="status">The status that answers it: 400 or 408.</param>
/// <param name="message">The fault, as in a log.</param>
public sealed class MalformedBodyException(int status, string message) : IOException(message)
{
    /// <summary>The status that answers it: 400 or 408.</summary>
    public int Status => status;
}
