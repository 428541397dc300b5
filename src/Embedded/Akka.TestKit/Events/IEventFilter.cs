using Akka.Event;

namespace Akka.TestKit;

public interface IEventFilter
{
    bool Apply(LogEvent logEvent);
}

public interface IUnmutableFilter : IDisposable
{
    void Unmute();
}
