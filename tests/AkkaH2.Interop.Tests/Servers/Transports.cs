namespace AkkaH2.Interop.Tests.Servers;

public sealed class AkkaIoServer() : InteropServer("akka-io");

public sealed class SocketsServer() : InteropServer("sockets");

[CollectionDefinition(Name)]
public sealed class OnAkkaIo : ICollectionFixture<AkkaIoServer>
{
    public const string Name = "akka-io";
}

[CollectionDefinition(Name)]
public sealed class OnSockets : ICollectionFixture<SocketsServer>
{
    public const string Name = "sockets";
}
