using System.Diagnostics.CodeAnalysis;

namespace AkkaH2.Wire;

/// <summary>The result of pure code: a value, or the peer's fault as an <see cref="Http2Error"/>; never both.</summary>
/// <typeparam name="T">The value's type.</typeparam>
internal readonly struct Outcome<T> : IEquatable<Outcome<T>>
    where T : class
{
    private Outcome(T? value, Http2Error? error) => (Value, Error) = (value, error);

    /// <summary>The value, or null if this is an error.</summary>
    public T? Value { get; }

    /// <summary>The fault, or null if there is a value.</summary>
    public Http2Error? Error { get; }

    /// <summary>Is this an error?</summary>
    [MemberNotNullWhen(true, nameof(Error))]
    [MemberNotNullWhen(false, nameof(Value))]
    public bool IsError => Error is not null;

    /// <summary>A value is an outcome.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>A fault is an outcome.</summary>
    public static implicit operator Outcome<T>(Http2Error error) => new(null, error);

    /// <summary>Equal values or equal faults.</summary>
    public static bool operator ==(Outcome<T> left, Outcome<T> right) => left.Equals(right);

    /// <summary>Neither equal values nor equal faults.</summary>
    public static bool operator !=(Outcome<T> left, Outcome<T> right) => !left.Equals(right);

    /// <inheritdoc />
    public bool Equals(Outcome<T> other) => Equals(Value, other.Value) && Equals(Error, other.Error);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Outcome<T> other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Value, Error);

    /// <summary>The value's or the fault's own text.</summary>
    public override string ToString() => Error?.ToString() ?? Value?.ToString() ?? "nothing";
}
