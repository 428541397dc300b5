using Akka.Event;

namespace AkkaH2.Tests.Tls;

/// <summary>A log that remembers its warnings.</summary>
internal sealed class Lines : LoggingAdapterBase
{
    private readonly List<string> _warnings = [];

    public Lines()
        : base(DefaultLogMessageFormatter.Instance)
    {
    }

    public ILoggingAdapter Adapter => this;

    public IReadOnlyList<string> Warnings => _warnings;

    public override bool IsDebugEnabled => false;

    public override bool IsInfoEnabled => false;

    public override bool IsWarningEnabled => true;

    public override bool IsErrorEnabled => true;

    protected override void NotifyLog(LogLevel logLevel, object message, Exception? cause = null)
    {
        if (logLevel == LogLevel.WarningLevel)
            _warnings.Add($"{message}");
    }
}
