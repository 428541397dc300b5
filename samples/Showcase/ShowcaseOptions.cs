using Akka.Configuration;

namespace AkkaH2.Showcase;

/// <summary>The options of the command line.</summary>
internal sealed record ShowcaseOptions(string Host, int Port, int? TlsPort, int? RedirectPort, string? Transport, FileInfo? ConfigFile, FileInfo? Certificate)
{
    /// <summary>
    /// The reference configuration leaves off what few need; a showcase shows it. Its console is for people: no news is good news, and a second Ctrl-C ends it, which
    /// Akka's own handler of that signal would not let it do.
    /// </summary>
    private const string Shown = "akka { h2.server-push = on, loglevel = WARNING, coordinated-shutdown.run-by-clr-shutdown-hook = off }";

    /// <summary>The command line over the file over what is shown over the defaults.</summary>
    public Config ToConfig()
    {
        var config = ConfigurationFactory.ParseString(Shown).WithFallback(Http2.DefaultConfig);
        if (ConfigFile is not null)
            config = ConfigurationFactory.ParseString(File.ReadAllText(ConfigFile.FullName)).WithFallback(config);
        if (Transport is not null)
            config = ConfigurationFactory.ParseString($"akka.h2.transport = {Transport}").WithFallback(config);
        return config;
    }
}
