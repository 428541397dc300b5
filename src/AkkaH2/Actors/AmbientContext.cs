namespace AkkaH2.Actors;

/// <summary>
/// Keeps what code of the application sets in its <see cref="ExecutionContext"/> (an <see cref="AsyncLocal{T}"/>, the culture, Activity.Current) from what the
/// thread runs next: <c>using var own = AmbientContext.Own();</c>.
/// </summary>
internal readonly ref struct AmbientContext
{
    private readonly ExecutionContext? _before;

    private AmbientContext(ExecutionContext? before) => _before = before;

    public static AmbientContext Own() => new(ExecutionContext.Capture());

    // Null is a context whose flow was suppressed before: it cannot be captured, so not restored either.
    public void Dispose()
    {
        if (_before is not null && ExecutionContext.Capture() != _before)
            ExecutionContext.Restore(_before);
    }
}
