namespace AkkaH2.TestKit;

/// <summary>The other side did not do what the test expects. The message ends with the frames seen so far.</summary>
internal sealed class TestPeerException(string message, Exception? cause = null) : Exception(message, cause);
