using Akka.Actor;
using Akka.Event;

namespace Akka.Streams.Stages;

/// <summary>From the end that was handed out to the end that offered it: here I am.</summary>
internal sealed record StreamRefSubscribe : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    public static readonly StreamRefSubscribe Instance = new();
}

/// <summary>To the sender: so many elements may come, counted from the first.</summary>
internal sealed record StreamRefDemand(long UpTo) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

/// <summary>To the receiver: the next element.</summary>
internal sealed record StreamRefElement<T>(T Element) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

/// <summary>To either: the partner has ended well; for the sender that is a cancellation.</summary>
internal sealed record StreamRefCompleted : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    public static readonly StreamRefCompleted Instance = new();
}

/// <summary>To either: the partner has failed. The cause stays where it is, only its message goes over.</summary>
internal sealed record StreamRefFailed(string Reason) : INoSerializationVerificationNeeded, IDeadLetterSuppression;
