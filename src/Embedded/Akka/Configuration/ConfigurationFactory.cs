using System.Reflection;
using System.Xml.Linq;
using Akka.Configuration.Hocon;

namespace Akka.Configuration;

public class ConfigurationFactory
{
    private static readonly Lazy<Config> _reference = new(ReadReference);

    public static Config Empty => Config.Empty;

    public static Config ParseString(string hocon) => new(HoconReader.Read(hocon));

    public static Config ParseString(string hocon, Func<string, HoconRoot>? includeCallback) =>
        new(HoconReader.Read(hocon, HoconInclude.By(includeCallback)));

    /// <summary>The reference configuration of the runtime itself: every folder keeps its part in a .conf beside the code that reads it.</summary>
    public static Config Default() => _reference.Value;

    /// <summary>The HOCON in the section <c>akka</c> of the application's .config file; empty where there is none.</summary>
    public static Config Load()
    {
        var file = Assembly.GetEntryAssembly()?.Location + ".config";
        if (!File.Exists(file)) return Empty;

        var hocon = XDocument.Load(file).Root?.Element("akka")?.Element("hocon")?.Value;
        return hocon is null ? Empty : ParseString(hocon);
    }

    public static Config FromResource(string resourceName, object instanceInAssembly) => instanceInAssembly switch
    {
        Type type => FromResource(resourceName, type.Assembly),
        Assembly assembly => FromResource(resourceName, assembly),
        _ => FromResource(resourceName, instanceInAssembly.GetType().Assembly),
    };

    public static Config FromResource<TAssembly>(string resourceName) => FromResource(resourceName, typeof(TAssembly).Assembly);

    public static Config FromResource(string resourceName, Assembly assembly)
    {
        using var stream = assembly.GetManifestResourceStream(resourceName) ?? throw new ConfigurationException(
            $"{assembly.GetName().Name} has no resource '{resourceName}', but has: {string.Join(", ", assembly.GetManifestResourceNames())}");
        using var reader = new StreamReader(stream);
        return ParseString(reader.ReadToEnd());
    }

    private static Config ReadReference()
    {
        var assembly = typeof(ConfigurationFactory).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".conf", StringComparison.Ordinal))
            .Select(name => FromResource(name, assembly))
            .Aggregate(Empty, (above, below) => above.WithFallback(below));
    }
}
