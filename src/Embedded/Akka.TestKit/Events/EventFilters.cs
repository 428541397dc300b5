using Akka.Event;
using Akka.TestKit.Internal.StringMatcher;

namespace Akka.TestKit.Internal
{
    public class DebugFilter(IStringMatcher? messageMatcher = null, IStringMatcher? sourceMatcher = null) : EventFilterBase(messageMatcher, sourceMatcher)
    {
        protected override string FilterDescriptiveName => "Debug";

        protected override bool IsMatch(LogEvent evt) => evt is Debug && InternalDoMatch(evt.LogSource, evt.Message);
    }

    public class InfoFilter(IStringMatcher? messageMatcher = null, IStringMatcher? sourceMatcher = null) : EventFilterBase(messageMatcher, sourceMatcher)
    {
        protected override string FilterDescriptiveName => "Info";

        protected override bool IsMatch(LogEvent evt) => evt is Info && InternalDoMatch(evt.LogSource, evt.Message);
    }

    public class WarningFilter(IStringMatcher? messageMatcher = null, IStringMatcher? sourceMatcher = null) : EventFilterBase(messageMatcher, sourceMatcher)
    {
        protected override string FilterDescriptiveName => "Warning";

        protected override bool IsMatch(LogEvent evt) => evt is Warning && InternalDoMatch(evt.LogSource, evt.Message);
    }

    public class CustomEventFilter(Predicate<LogEvent> predicate) : EventFilterBase(null, null)
    {
        protected override string FilterDescriptiveName => "Custom";

        protected override bool IsMatch(LogEvent evt) => predicate(evt);
    }

    /// <summary>Errors; where a type of exception is given, only those with such a cause, and the text may be the log's or the exception's.</summary>
    public class ErrorFilter : EventFilterBase
    {
        private readonly Type? _exceptionType;
        private readonly bool _recurseInnerExceptions;

        public ErrorFilter(IStringMatcher? messageMatcher = null, IStringMatcher? sourceMatcher = null)
            : this(null, messageMatcher, sourceMatcher)
        {
        }

        public ErrorFilter(
            Type? exceptionType, IStringMatcher? messageMatcher = null, IStringMatcher? sourceMatcher = null, bool recurseInnerExceptions = false)
            : base(messageMatcher, sourceMatcher)
        {
            _exceptionType = exceptionType;
            _recurseInnerExceptions = recurseInnerExceptions;
        }

        protected override string FilterDescriptiveName => _exceptionType is null ? "Error" : $"Error caused by {_exceptionType}";

        protected override bool IsMatch(LogEvent evt) =>
            evt is Error && (_exceptionType is null ? InternalDoMatch(evt.LogSource, evt.Message) : IsCause(evt, evt.Cause));

        private bool IsCause(LogEvent evt, Exception? cause)
        {
            if (cause is null)
                return false;
            var matches = _exceptionType!.IsInstanceOfType(cause)
                && (InternalDoMatch(evt.LogSource, evt.Message) || InternalDoMatch(evt.LogSource, cause.Message));
            return matches || (_recurseInnerExceptions && Inner(cause).Any(inner => IsCause(evt, inner)));
        }

        private static IEnumerable<Exception> Inner(Exception cause) => cause is AggregateException many ? many.InnerExceptions : [cause.InnerException!];
    }
}

namespace Akka.TestKit
{
    public sealed class DeadLettersFilter(IStringMatcher? messageMatcher, IStringMatcher? sourceMatcher, Predicate<DeadLetter>? isMatch = null)
        : Internal.EventFilterBase(messageMatcher, sourceMatcher)
    {
        protected override string FilterDescriptiveName => "DeadLetter";

        protected override bool IsMatch(LogEvent evt) =>
            evt is Warning { Message: DeadLetter letter } && isMatch?.Invoke(letter) != false && InternalDoMatch(evt.LogSource, letter.Message);
    }
}
