namespace AkkaH2.Interop.Tests.Servers;

/// <summary>The samples, in the configuration that these tests are built in.</summary>
internal static class SamplePrograms
{
    public static string AlpnServer => Programs.Sample("AlpnServer", Configuration);

    public static string Client => Programs.Sample("Client", Configuration);

    public static string Hello => Programs.Sample("Hello", Configuration);

    public static string Showcase => Programs.Sample("Showcase", Configuration);

    /// <summary>Debug or Release.</summary>
    public static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
}
