namespace Akka.Actor.Scheduler;

/// <summary>A message that a scheduler wrapped.</summary>
public interface IScheduledTellMsg : INoSerializationVerificationNeeded
{
    object Message { get; }
}
