using System.Text.Json;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using Microsoft.Extensions.Configuration;

namespace AkkaH2.Hosting;

/// <summary>The section <c>AkkaH2</c> of an application's configuration as HOCON. What it may have is what reference.conf has.</summary>
internal static class SettingsSection
{
    private const string Name = "AkkaH2";

    // What reference.conf can only say in words: the keys of an object that is empty there, or of the entries of a list.
    private static readonly string[] CertificateKeys = ["pfx", "pem", "store", "password", "key", "names", "store-name", "store-location"];
    private static readonly Dictionary<string, string[]> EntryKeys = new()
    {
        ["tls.certificates"] = CertificateKeys,
        ["client.tls.certificate"] = CertificateKeys,
        ["supervision.exceptions"] = ["type", "directive"],
    };

    /// <summary>Reads a whole configuration, or the section itself.</summary>
    /// <exception cref="ConfigurationException">A key is unknown, or is no value or no section where it has to be one.</exception>
    public static Config Read(IConfiguration configuration)
    {
        var section = configuration as IConfigurationSection ?? configuration.GetSection(Name);
        var settings = Below(section, Http2.DefaultConfig.GetConfig("akka.h2").Root, "");
        return settings is null ? Config.Empty : ConfigurationFactory.ParseString(JsonSerializer.Serialize(new { akka = new { h2 = settings } }));
    }

    // Null where nothing is said.
    private static object? Element(IConfigurationSection said, HoconValue known, string path) =>
        known.Values.OfType<HoconArray>().Any() ? Entries(said, path)
        : !known.IsObject() ? Value(said)
        : known.GetObject().Items.Count == 0 ? Below(said, EntryKeys[path])
        : Below(said, known, path);

    private static Dictionary<string, object>? Below(IConfigurationSection said, HoconValue known, string path) =>
        Below(said, [.. known.GetObject().Items.Keys], (child, key) => Element(child, known.GetObject().Items[key], path.Length == 0 ? key : $"{path}.{key}"));

    private static Dictionary<string, object>? Below(IConfigurationSection said, string[] known) =>
        Below(said, known, (child, key) => key == "names" ? Texts(child) : Value(child));

    private static Dictionary<string, object>? Below(IConfigurationSection said, IReadOnlyCollection<string> known, Func<IConfigurationSection, string, object?> read)
    {
        if (!string.IsNullOrEmpty(said.Value))
            throw new ConfigurationException($"{said.Path} is a section of settings, not the value \"{said.Value}\".");

        var settings = new Dictionary<string, object>();
        foreach (var child in said.GetChildren())
        {
            var key = known.FirstOrDefault(key => Bare(key) == Bare(child.Key)) ?? throw Unknown(child, known);
            if (read(child, key) is { } value)
                settings[key] = value;
        }

        return settings.Count == 0 ? null : settings;
    }

    private static List<object>? Entries(IConfigurationSection said, string path) =>
        Listed(said)?.Select(entry => (object?)Below(entry, EntryKeys[path]) ?? throw new ConfigurationException($"{entry.Path} is empty.")).ToList();

    private static List<object>? Texts(IConfigurationSection said) => Listed(said)?.Select(entry => (object)(entry.Value ?? "")).ToList();

    private static IEnumerable<IConfigurationSection>? Listed(IConfigurationSection said)
    {
        if (!string.IsNullOrEmpty(said.Value))
            throw new ConfigurationException($"{said.Path} is a list, not the value \"{said.Value}\": its first entry is {said.Path}:0.");

        var entries = said.GetChildren().ToList();
        if (entries.Find(entry => !int.TryParse(entry.Key, out _)) is { } named)
            throw new ConfigurationException($"{named.Path} is no setting of AkkaH2: {said.Path} is a list, whose first entry is {said.Path}:0.");

        return entries.Count == 0 ? null : entries;
    }

    private static string? Value(IConfigurationSection said) => said.GetChildren().Any()
        ? throw new ConfigurationException($"{said.GetChildren().First().Path} is no setting of AkkaH2: {said.Path} is a value, not a section.")
        : said.Value switch
        {
            "True" => "on", // as JSON's true comes
            "False" => "off",
            var value => value,
        };

    // MaxConnections, max-connections and MAX_CONNECTIONS are one key.
    private static string Bare(string key) => key.Replace("-", "").Replace("_", "").ToLowerInvariant();

    private static ConfigurationException Unknown(IConfigurationSection child, IEnumerable<string> known)
    {
        var nearest = known.MinBy(key => Distance(Bare(key), Bare(child.Key)))!;
        var meant = Distance(Bare(nearest), Bare(child.Key)) <= 3 ? $"; the nearest one is {Path(child, nearest)}" : "; akka.h2 in reference.conf has all of them";
        return new ConfigurationException($"{child.Path} is no setting of AkkaH2{meant}.");
    }

    private static string Path(IConfigurationSection child, string key) =>
        $"{child.Path[..^child.Key.Length]}{string.Concat(key.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))}";

    // How many letters one has to change, add or leave out (Levenshtein).
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1)));
        }

        return row[to.Length];
    }
}
