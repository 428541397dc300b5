namespace Akka.Actor;

public class StashOverflowException : AkkaException
{
    public StashOverflowException(string message, Exception? cause = null)
        : base(message, cause!)
    {
    }
}
