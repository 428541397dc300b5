using Akka.Actor;

namespace Akka.Configuration;

public class ConfigurationException : AkkaException
{
    public ConfigurationException(string message)
        : base(message)
    {
    }

    public ConfigurationException(string message, Exception exception)
        : base(message, exception)
    {
    }

    public static ConfigurationException NullOrEmptyConfig<T>(string? path = null) =>
        new(path is null
            ? $"Failed to create {typeof(T)}: its configuration is null or empty."
            : $"Failed to create {typeof(T)}: the configuration at '{path}' is null or empty.");
}
