namespace Akka.Actor.Internal;

/// <summary>Why an actor with dying children waits for the last of them.</summary>
internal abstract class WaitReason
{
    public static readonly WaitReason UserRequest = new ByUser();
    public static readonly WaitReason Creation = new ToBeCreated();
    public static readonly WaitReason Termination = new ToStop();

    /// <summary>The actor handles no ordinary message until then.</summary>
    public bool HoldsMessages => this is not ByUser;

    public sealed class Recreation(Exception cause) : WaitReason
    {
        public Exception Cause { get; } = cause;
    }

    private sealed class ByUser : WaitReason;

    private sealed class ToBeCreated : WaitReason;

    private sealed class ToStop : WaitReason;
}
