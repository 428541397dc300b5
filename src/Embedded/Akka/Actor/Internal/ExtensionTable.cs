using System.Collections.Concurrent;

namespace Akka.Actor.Internal;

/// <summary>The extensions of one system. One that fails to be made is not kept, so the next try makes it anew.</summary>
internal sealed class ExtensionTable(ExtendedActorSystem system)
{
    private readonly ConcurrentDictionary<Type, Lazy<object>> _byType = new();

    public object Register(IExtensionId id)
    {
        var type = id.ExtensionType ?? throw new ArgumentException("The id names no type of extension", nameof(id));
        var made = _byType.GetOrAdd(type, _ => new Lazy<object>(() => id.CreateExtension(system)));
        try
        {
            return made.Value;
        }
        catch
        {
            _byType.TryRemove(new KeyValuePair<Type, Lazy<object>>(type, made));
            throw;
        }
    }

    public bool TryGet(Type type, out object extension)
    {
        extension = _byType.TryGetValue(type, out var made) ? made.Value : null!;
        return extension is not null;
    }
}
