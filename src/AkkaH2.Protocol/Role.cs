namespace AkkaH2.Protocol;

/// <summary>The side of the connection that we are. RFC 9113 §5.1.1: clients begin odd streams, servers even ones.</summary>
public enum Role
{
    /// <summary>We answer requests.</summary>
    Server,

    /// <summary>We send requests.</summary>
    Client,
}
