using Akka.Event;
using Akka.Streams.Implementation;

namespace Akka.Streams;

/// <summary>
/// What a graph says of itself: name, buffer sizes, supervision, dispatcher. The later (more specific) attribute wins.
/// Inherited attributes are linked, not copied, so that a stage costs one small object at materialization.
/// </summary>
public sealed class Attributes
{
    public static readonly Attributes None = new();

    private readonly Attributes? _outer;
    private readonly IAttribute[] _own;

    public Attributes(params IAttribute[] attributes) => _own = attributes;

    private Attributes(Attributes outer, IAttribute[] own) => (_outer, _own) = (outer, own);

    public IEnumerable<IAttribute> AttributeList => _outer is null ? _own : _outer.AttributeList.Concat(_own);

    private bool IsEmpty => _outer is null && _own.Length == 0;

    /// <summary>These attributes, then the more specific other ones.</summary>
    public Attributes And(Attributes other) =>
        other.IsEmpty ? this
        : IsEmpty ? other
        : new Attributes(this, other._outer is null ? other._own : [.. other.AttributeList]);

    public Attributes And(IAttribute other) => new(this, [other]);

    public bool Contains<TAttr>(TAttr attribute) where TAttr : IAttribute => AttributeList.Contains(attribute);

    public IEnumerable<TAttr> GetAttributeList<TAttr>() where TAttr : IAttribute => AttributeList.OfType<TAttr>();

    public TAttr? GetAttribute<TAttr>() where TAttr : class, IAttribute
    {
        for (var level = this; level is not null; level = level._outer)
            for (var i = level._own.Length - 1; i >= 0; i--)
                if (level._own[i] is TAttr found) return found;
        return null;
    }

    public TAttr GetAttribute<TAttr>(TAttr defaultIfNotFound) where TAttr : class, IAttribute => GetAttribute<TAttr>() ?? defaultIfNotFound;

    public TAttr? GetFirstAttribute<TAttr>() where TAttr : class, IAttribute => AttributeList.OfType<TAttr>().FirstOrDefault();

    public TAttr GetFirstAttribute<TAttr>(TAttr defaultIfNotFound) where TAttr : class, IAttribute =>
        GetFirstAttribute<TAttr>() ?? defaultIfNotFound;

    public TAttr GetMandatoryAttribute<TAttr>() where TAttr : class, IMandatoryAttribute =>
        GetAttribute<TAttr>() ?? throw new InvalidOperationException($"Mandatory attribute {typeof(TAttr).Name} not found");

    public string GetNameLifted() => GetAttribute<Name>()?.Value!;

    public string GetNameOrDefault(string defaultIfNotFound = "unknown-operation") => GetAttribute<Name>()?.Value ?? defaultIfNotFound;

    public static string ExtractName(IModule module, string defaultIfNotFound) =>
        (module as Implementation.Layout.GraphModule)?.Attributes.GetNameOrDefault(defaultIfNotFound) ?? defaultIfNotFound;

    public static Attributes CreateName(string name) => string.IsNullOrEmpty(name) ? None : new Attributes(new Name(name));

    public static Attributes CreateInputBuffer(int initial, int max) => new(new InputBuffer(initial, max));

    public static Attributes CreateAsyncBoundary() => new(AsyncBoundary.Instance);

    public static Attributes CreateLogLevels(
        LogLevel onElement = LogLevel.DebugLevel, LogLevel onFinish = LogLevel.DebugLevel, LogLevel onError = LogLevel.ErrorLevel) =>
        new(new LogLevels(onElement, onFinish, onError));

    public override string ToString() => $"Attributes({string.Join(", ", AttributeList)})";

    public interface IAttribute;

    /// <summary>An attribute that every materialized stage finds.</summary>
    public interface IMandatoryAttribute : IAttribute;

    public sealed class Name(string value) : IAttribute
    {
        public readonly string Value = string.IsNullOrEmpty(value) ? throw new ArgumentNullException(nameof(value)) : value;

        public override bool Equals(object? obj) => obj is Name other && Value == other.Value;

        public override int GetHashCode() => Value.GetHashCode();

        public override string ToString() => $"Name({Value})";
    }

    /// <summary>The size of the buffer in front of an asynchronous boundary.</summary>
    public sealed class InputBuffer(int initial, int max) : IMandatoryAttribute
    {
        public readonly int Initial = initial;
        public readonly int Max = max;

        public override bool Equals(object? obj) => obj is InputBuffer other && Initial == other.Initial && Max == other.Max;

        public override int GetHashCode() => HashCode.Combine(Initial, Max);

        public override string ToString() => $"InputBuffer(initial={Initial},max={Max})";
    }

    public sealed class LogLevels(LogLevel onElement, LogLevel onFinish, LogLevel onFailure) : IAttribute
    {
        public static readonly LogLevel Off = (LogLevel)int.MaxValue;

        public readonly LogLevel OnElement = onElement;
        public readonly LogLevel OnFinish = onFinish;
        public readonly LogLevel OnFailure = onFailure;

        public override bool Equals(object? obj) =>
            obj is LogLevels other && OnElement == other.OnElement && OnFinish == other.OnFinish && OnFailure == other.OnFailure;

        public override int GetHashCode() => HashCode.Combine(OnElement, OnFinish, OnFailure);

        public override string ToString() => $"LogLevel(element={OnElement}, finish={OnFinish}, failure={OnFailure})";
    }

    /// <summary>Runs the graph that carries it in an actor of its own.</summary>
    public sealed class AsyncBoundary : IAttribute
    {
        public static readonly AsyncBoundary Instance = new();

        private AsyncBoundary()
        {
        }

        public override string ToString() => "AsyncBoundary";
    }

    /// <summary>What a stage does when its downstream cancels with a failure.</summary>
    public sealed class CancellationStrategy(CancellationStrategy.IStrategy strategy) : IMandatoryAttribute
    {
        internal static readonly CancellationStrategy Default = new(new PropagateFailure());

        public IStrategy Strategy => strategy;

        public interface IStrategy;

        public class CompleteStage : IStrategy;

        public class FailStage : IStrategy;

        public class PropagateFailure : IStrategy;

        public class AfterDelay(TimeSpan delay, IStrategy strategy) : IStrategy
        {
            public TimeSpan Delay => delay;

            public IStrategy Strategy => strategy;
        }
    }
}
