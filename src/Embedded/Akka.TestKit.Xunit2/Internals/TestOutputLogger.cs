using Akka.Actor;
using Akka.Event;
using Xunit.Abstractions;

namespace Akka.TestKit.Xunit2.Internals;

/// <summary>Writes the log to the output of the test. xunit refuses output after the test has ended: that is not the test's fault.</summary>
public class TestOutputLogger : ReceiveActor
{
    private readonly ITestOutputHelper _output;

    public TestOutputLogger(ITestOutputHelper output)
    {
        _output = output;
        Receive<LogEvent>(Write);
        Receive<InitializeLogger>(Initialize);
    }

    private void Initialize(InitializeLogger initialize)
    {
        initialize.LoggingBus.Subscribe(Self, typeof(LogEvent));
        Sender.Tell(new LoggerInitialized());
    }

    private void Write(LogEvent logEvent)
    {
        try
        {
            _output.WriteLine(logEvent.ToString());
        }
        catch (InvalidOperationException)
        {
            Context.Stop(Self);
        }
    }
}
