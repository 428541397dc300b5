using AkkaH2.Actors;
using AkkaH2.Server;
using AkkaH2.Transports;

namespace AkkaH2.Client;

/// <summary>A connection to the server, and what it speaks.</summary>
internal sealed record EstablishedConnection(ITransportConnection Transport, ConnectionProtocol Protocol) : ILocalMessage;
