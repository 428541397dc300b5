using Akka.Actor;
using Akka.Event;

namespace AkkaH2.Actors;

/// <summary>
/// A message between actors of AkkaH2. It never leaves its process, so <c>akka.actor.serialize-messages</c>, which tries whether messages could, leaves it alone; and where it
/// comes too late that is nothing to log.
/// </summary>
internal interface ILocalMessage : INoSerializationVerificationNeeded, IDeadLetterSuppression;
