namespace Akka.Streams.Implementation.Layout;

/// <summary>How the materialized values of two graphs become one. The two usual ways need no delegate and no cast.</summary>
internal abstract class MatCombine
{
    public static readonly MatCombine Left = new KeepLeft();
    public static readonly MatCombine Right = new KeepRight();
    public static readonly MatCombine None = new KeepNone();

    public abstract object? Combine(object? left, object? right);

    public static MatCombine By<TLeft, TRight, TMat>(Func<TLeft, TRight, TMat> combine) => new Function<TLeft, TRight, TMat>(combine);

    public static T Cast<T>(object? value) => value is null ? default! : (T)value;

    private sealed class KeepLeft : MatCombine
    {
        public override object? Combine(object? left, object? right) => left;
    }

    private sealed class KeepRight : MatCombine
    {
        public override object? Combine(object? left, object? right) => right;
    }

    private sealed class KeepNone : MatCombine
    {
        public override object? Combine(object? left, object? right) => NotUsed.Instance;
    }

    private sealed class Function<TLeft, TRight, TMat>(Func<TLeft, TRight, TMat> combine) : MatCombine
    {
        public override object? Combine(object? left, object? right) => combine(Cast<TLeft>(left), Cast<TRight>(right));
    }
}
