namespace AkkaH2.Referee;

/// <summary>The client's connection preface (RFC 9113 §3.4), as the RFC gives it in hexadecimal.</summary>
public static class Preface
{
    public static byte[] Octets => Convert.FromHexString("505249202a20485454502f322e300d0a0d0a534d0d0a0d0a");
}
