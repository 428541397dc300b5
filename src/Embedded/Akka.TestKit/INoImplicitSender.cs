namespace Akka.TestKit;

/// <summary>Marks a test class whose Tell without a sender really has none, instead of TestActor.</summary>
public interface INoImplicitSender;
