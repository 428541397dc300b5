using AkkaH2.Protocol;

namespace AkkaH2.Actors;

/// <summary>To a listener: accept no more; open connections go on. Answered with <see cref="Unbound"/>.</summary>
internal sealed class Unbind : ILocalMessage
{
    public static readonly Unbind Instance = new();
}

/// <summary>To a listener: these settings from now on, on all connections. Answered with <see cref="SettingsChanged"/>.</summary>
internal sealed record ChangeSettings(ConnectionSettings Settings) : ILocalMessage;

/// <summary>From a listener: all connections were told.</summary>
internal sealed class SettingsChanged : ILocalMessage
{
    public static readonly SettingsChanged Instance = new();
}

/// <summary>From a listener: the endpoint is free.</summary>
internal sealed class Unbound : ILocalMessage
{
    public static readonly Unbound Instance = new();
}
