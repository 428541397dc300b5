namespace AkkaH2.Remoting;

/// <summary>A message that goes to other nodes, by <see cref="Http2Serializer"/>; reference.conf binds this interface to it.</summary>
internal interface ITravelling;
