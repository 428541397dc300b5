using System.Net;
using System.Net.Sockets;

namespace AkkaH2.Transports;

/// <summary>A transport could not bind, connect or accept; the message says where and why: "cannot bind 127.0.0.1:8080 with transport 'sockets': address already in use".</summary>
public sealed class TransportException : IOException
{
    private TransportException(string verb, EndPoint endPoint, string transport, string cause, Exception? inner)
        : base($"cannot {verb} {Show(endPoint)} with transport '{transport}': {Lower(cause)}", inner)
    {
        EndPoint = endPoint;
        Transport = transport;
    }

    /// <summary>The endpoint that was to be bound or reached.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>The transport's <see cref="ITransport.Name"/>.</summary>
    public string Transport { get; }

    /// <summary>
    /// The system's reason, if it gave one: <see cref="SocketError.AddressAlreadyInUse"/>, <see cref="SocketError.AddressNotAvailable"/> for an address of
    /// another machine, <see cref="SocketError.AccessDenied"/> without the right to bind.
    /// </summary>
    public SocketError? SocketError => (InnerException as SocketException)?.SocketErrorCode;

    /// <summary>An endpoint that cannot be bound.</summary>
    /// <param name="endPoint">The address that was meant.</param>
    /// <param name="transport">The transport's <see cref="ITransport.Name"/>.</param>
    /// <param name="cause">The fault of the system below, whose message is quoted.</param>
    public static TransportException CannotBind(EndPoint endPoint, string transport, Exception cause) =>
        new("bind", endPoint, transport, cause.Message, cause);

    /// <summary>An endpoint that cannot be reached.</summary>
    /// <param name="endPoint">The address that was meant.</param>
    /// <param name="transport">The transport's <see cref="ITransport.Name"/>.</param>
    /// <param name="cause">The fault of the system below, whose message is quoted.</param>
    public static TransportException CannotConnect(EndPoint endPoint, string transport, Exception cause) =>
        new("connect to", endPoint, transport, cause.Message, cause);

    /// <summary>A listener whose system refuses another connection.</summary>
    /// <param name="endPoint">The address that was meant.</param>
    /// <param name="transport">The transport's <see cref="ITransport.Name"/>.</param>
    /// <param name="cause">The fault of the system below, whose message is quoted.</param>
    public static TransportException CannotAccept(EndPoint endPoint, string transport, Exception cause) =>
        new("accept at", endPoint, transport, cause.Message, cause);

    private static string Show(EndPoint endPoint) =>
        endPoint is DnsEndPoint name ? $"{name.Host}:{name.Port}" : $"{endPoint}";

    private static string Lower(string cause) =>
        cause.Length > 1 && char.IsUpper(cause[0]) && char.IsLower(cause[1]) ? char.ToLowerInvariant(cause[0]) + cause[1..].TrimEnd('.') : cause;
}
