namespace Akka.Streams.Supervision;

/// <summary>What happens to a stage whose user function threw.</summary>
public enum Directive
{
    /// <summary>The stream fails.</summary>
    Stop,

    /// <summary>The element is dropped, the stream goes on.</summary>
    Resume,

    /// <summary>The element is dropped and the stage's accumulated state cleared, the stream goes on.</summary>
    Restart,
}

public delegate Directive Decider(Exception cause);

public static class Deciders
{
    public static readonly Decider StoppingDecider = _ => Directive.Stop;

    public static readonly Decider ResumingDecider = _ => Directive.Resume;

    public static readonly Decider RestartingDecider = _ => Directive.Restart;
}
