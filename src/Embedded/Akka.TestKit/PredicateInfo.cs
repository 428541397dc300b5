namespace Akka.TestKit;

/// <summary>A predicate and the type of message it asks, so that predicates of several types fit into one collection.</summary>
public class PredicateInfo
{
    private readonly Func<object, bool> _isMatch;

    internal PredicateInfo(Delegate predicateT, Type type, Func<object, bool> isMatch)
    {
        PredicateT = predicateT;
        Type = type;
        _isMatch = isMatch;
    }

    public Delegate PredicateT { get; }

    public Type Type { get; }

    internal bool IsMatch(object message) => _isMatch(message);
}

public static class PredicateInfoFactory
{
    public static PredicateInfo CreatePredicateInfo<T>(Predicate<T> predicateT) =>
        new(predicateT, typeof(T), message => message is T typed && predicateT(typed));
}
