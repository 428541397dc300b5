using System.Security.Claims;
using System.Text;

namespace AkkaH2.Endpoints;

/// <summary>A way to say who one is (RFC 9110 §11), for <see cref="Authentication.UseAuthentication"/>: its name, what asks for it, and the application's check.</summary>
/// <param name="name">The name of the scheme, such as <c>Bearer</c>; case does not matter.</param>
/// <param name="challenge">What www-authenticate says: <c>Bearer realm="shop"</c>.</param>
/// <param name="check">Gets what stands behind the name in the authorization field; null is nobody.</param>
public sealed class AuthenticationScheme(string name, string challenge, Func<string, Exchange, ValueTask<ClaimsPrincipal?>> check)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The name of the scheme.</summary>
    public string Name { get; } = name;

    /// <summary>What www-authenticate says where there are no credentials.</summary>
    public string Challenge { get; } = challenge;

    /// <summary>What it says where there are some, and they are wrong.</summary>
    internal string Refusal { get; private init; } = challenge;

    /// <summary>Tokens (RFC 6750).</summary>
    /// <param name="realm">What is protected, in a word or two.</param>
    /// <param name="check">Whose token it is; null if it is nobody's. Compare secrets by <c>CryptographicOperations.FixedTimeEquals</c>.</param>
    /// <exception cref="ArgumentException">The realm has a control character.</exception>
    public static AuthenticationScheme Bearer(string realm, Func<string, Exchange, ValueTask<ClaimsPrincipal?>> check)
    {
        var challenge = $"Bearer realm={Quoted(realm)}";
        return new("Bearer", challenge, check) { Refusal = $"{challenge}, error=\"invalid_token\"" }; // RFC 6750 §3.1
    }

    /// <summary>Names and passwords (RFC 7617). They are readable on a connection without TLS.</summary>
    /// <param name="realm">What is protected, in a word or two.</param>
    /// <param name="check">Who that is; null if the password is wrong. Compare secrets by <c>CryptographicOperations.FixedTimeEquals</c>.</param>
    /// <exception cref="ArgumentException">The realm has a control character.</exception>
    public static AuthenticationScheme Basic(string realm, Func<string, string, Exchange, ValueTask<ClaimsPrincipal?>> check) =>
        new("Basic", $"Basic realm={Quoted(realm)}, charset=\"UTF-8\"", (credentials, x) => Decode(credentials) is var (user, password) ? check(user, password, x) : default);

    /// <summary>Who the credentials are of, if they are of this scheme: null is nobody.</summary>
    internal ValueTask<ClaimsPrincipal?> CheckAsync(string credentials, Exchange x) => check(credentials[Name.Length..].Trim(), x);

    /// <summary>True if the authorization field is one of this scheme.</summary>
    internal bool Takes(string authorization) =>
        authorization.Length > Name.Length && authorization[Name.Length] == ' ' && authorization.StartsWith(Name, StringComparison.OrdinalIgnoreCase);

    private static (string User, string Password)? Decode(string credentials)
    {
        try
        {
            var text = Utf8.GetString(Convert.FromBase64String(credentials));
            // RFC 7617 §2: no control characters; a name has no colon.
            return text.IndexOf(':') is >= 0 and var colon && !text.Any(char.IsControl) ? (text[..colon], text[(colon + 1)..]) : null;
        }
        catch (Exception wrong) when (wrong is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static string Quoted(string realm) => realm.Any(char.IsControl)
        ? throw new ArgumentException("A realm has no control characters.", nameof(realm))
        : $"\"{realm.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
