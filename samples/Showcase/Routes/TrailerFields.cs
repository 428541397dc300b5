using System.Globalization;
using System.Security.Cryptography;

namespace AkkaH2.Showcase.Routes;

/// <summary>Fields after a body (RFC 9113 §8.1), sent and received.</summary>
internal static class TrailerFields
{
    private const int Lines = 3;

    /// <summary>A body in pieces, then how many there were and the SHA-256 of all octets.</summary>
    public static async Task Send(Exchange x)
    {
        var body = x.RespondStreaming(headers: Headers.Of(("content-type", "text/plain"), ("trailer", "x-count, x-checksum")));
        using var checksum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var line = 1; line <= Lines; line++)
        {
            var octets = System.Text.Encoding.ASCII.GetBytes($"line {line}\n");
            checksum.AppendData(octets);
            await body.WriteAsync(octets);
        }

        body.Complete(Headers.Of(
            ("x-count", Lines.ToString(CultureInfo.InvariantCulture)),
            ("x-checksum", Convert.ToHexStringLower(checksum.GetHashAndReset()))));
    }

    /// <summary>The trailers of the request, one a line.</summary>
    public static async Task Receive(Exchange x)
    {
        await x.Request.Body.CopyToAsync(Stream.Null, x.Aborted); // trailers come after the body: it is read to its end first

        x.Respond($"{x.Request.Body.Trailers}\n");
    }
}
