namespace AkkaH2.Client.Http1;

/// <summary>System.Net.Http wants another connection: the one that it has is closed.</summary>
internal sealed class SpentConnectionException() : IOException("the server closed the connection");
