using Akka.Configuration;

namespace Akka.Actor.Internal;

/// <summary>Finds and makes what a setting names by its type. The message names the setting.</summary>
internal static class ConfiguredType
{
    public static Type Find(string? name, string setting) =>
        Type.GetType(name ?? string.Empty) ?? throw new ConfigurationException($"{setting} names '{name}', which is no type");

    public static T Make<T>(string? name, string setting, params object[] arguments)
        where T : class =>
        Activator.CreateInstance(Find(name, setting), arguments) as T
        ?? throw new ConfigurationException($"{setting} names '{name}', which is no {typeof(T).Name}");
}
