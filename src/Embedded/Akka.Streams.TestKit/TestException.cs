namespace Akka.Streams.TestKit;

/// <summary>A failure that a test makes.</summary>
public class TestException(string message) : Exception(message);
