using System.Security.Cryptography.X509Certificates;

namespace AkkaH2.Interop.Tests.Tools;

/// <summary>What a client of .NET trusts.</summary>
internal static class Trust
{
    /// <summary>The certificates of a PEM file, and no others.</summary>
    public static X509ChainPolicy Only(string pem)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(pem);
        return policy;
    }
}
