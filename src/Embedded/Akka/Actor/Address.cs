using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Akka.Actor;

/// <summary>Names an actor system: <c>akka://name</c>, or with a place <c>akka.tcp://name@host:port</c>.</summary>
public sealed class Address : IEquatable<Address>, IComparable<Address>, ICloneable
{
    public static readonly Address AllSystems = new("akka", "all-systems");

    public static readonly IComparer<Address> Comparer = Comparer<Address>.Create((a, b) => a.CompareTo(b));

    private readonly string _text;

    public Address(string protocol, string system, string host = null!, int? port = null)
    {
        Protocol = protocol;
        System = system;
        Host = host?.ToLowerInvariant()!;
        Port = port;
        _text = host is null ? $"{protocol}://{system}" : $"{protocol}://{system}@{HostWithPort()}";
    }

    public string Protocol { get; }

    public string System { get; }

    public string Host { get; }

    public int? Port { get; }

    public bool HasLocalScope => string.IsNullOrEmpty(Host);

    public bool HasGlobalScope => !HasLocalScope;

    public static bool operator ==(Address? left, Address? right) => Equals(left, right);

    public static bool operator !=(Address? left, Address? right) => !Equals(left, right);

    public static Address Parse(string address) =>
        TryParse(address, out var parsed) ? parsed : throw new ArgumentException($"'{address}' is no address of an actor system", nameof(address));

    public static bool TryParse(string path, [NotNullWhen(true)] out Address address) => TryParse(path, out address, out _);

    public static bool TryParse(string path, [NotNullWhen(true)] out Address address, out string absolutUri)
    {
        var found = TryParse(path.AsSpan(), out address, out var rest);
        absolutUri = rest.ToString();
        return found;
    }

    public static bool TryParse(ReadOnlySpan<char> span, [NotNullWhen(true)] out Address address) => TryParse(span, out address, out _);

    public static bool TryParse(ReadOnlySpan<char> span, [NotNullWhen(true)] out Address address, out ReadOnlySpan<char> absolutUri)
    {
        address = null!;
        absolutUri = default;

        var scheme = span.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0 || !span.StartsWith("akka", StringComparison.OrdinalIgnoreCase))
            return false;

        var authority = span[(scheme + 3)..];
        var slash = authority.IndexOf('/');
        absolutUri = slash < 0 ? "/" : authority[slash..];
        if (slash >= 0)
            authority = authority[..slash];

        return TryParseAuthority(span[..scheme].ToString(), authority, out address);
    }

    private static bool TryParseAuthority(string protocol, ReadOnlySpan<char> authority, out Address address)
    {
        address = null!;
        var at = authority.IndexOf('@');
        if (at < 0)
        {
            address = new Address(protocol, authority.ToString());
            return !authority.IsEmpty;
        }

        var host = authority[(at + 1)..];
        var colon = host.LastIndexOf(':');
        if (colon < 0 || !int.TryParse(host[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return false;

        address = new Address(protocol, authority[..at].ToString(), host[..colon].ToString(), port);
        return true;
    }

    public Address WithPort(int? port = null) => new(Protocol, System, Host, port);

    public object Clone() => new Address(Protocol, System, Host, Port);

    public int CompareTo(Address? other) => string.CompareOrdinal(_text, other?._text);

    public bool Equals(Address? other) => ReferenceEquals(this, other) || (other is not null && _text == other._text);

    public override bool Equals(object? obj) => Equals(obj as Address);

    public override int GetHashCode() => _text.GetHashCode();

    public override string ToString() => _text;

    private string HostWithPort() => Port is { } port ? $"{Host}:{port}" : Host;
}
