using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Dispatch.MessageQueues;

namespace Akka.Dispatch;

/// <summary>Finds the mailbox of an actor: what the deployment names, else what its type requires, else the default.</summary>
public class Mailboxes
{
    public static readonly string DefaultMailboxId = "akka.actor.default-mailbox";
    public static readonly string NoMailboxRequirement = "";

    private readonly ActorSystem _system;
    private readonly ConcurrentDictionary<string, MailboxType> _types = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Type, Type> _requirements = new();
    private readonly ConcurrentDictionary<Type, string> _boundTo = new();

    public Mailboxes(ActorSystem system)
    {
        _system = system;
        DeadLetterMailbox = new DeadLetterMailbox(system.DeadLetters);
        var bindings = system.Settings.Config.GetConfig("akka.actor.mailbox.requirements");
        foreach (var (queueType, mailboxId) in bindings?.AsEnumerable() ?? [])
            _boundTo[ConfiguredType.Find(queueType, "akka.actor.mailbox.requirements")] = mailboxId.GetString();
    }

    public DeadLetterMailbox DeadLetterMailbox { get; }

    public MailboxType Lookup(string id) => _types.TryGetValue(id, out var type) ? type : _types.GetOrAdd(id, Make);

    public MailboxType LookupByQueueType(Type queueType) => _boundTo.TryGetValue(queueType, out var id)
        ? Lookup(id)
        : throw new ConfigurationException($"Mailbox Mapping for [{queueType}] not configured");

    public bool HasRequiredType(Type actorType) => GetRequiredType(actorType) != typeof(IMessageQueue);

    /// <summary>What the actor asks for with <see cref="IRequiresMessageQueue{T}"/>; any queue when it does not.</summary>
    public Type GetRequiredType(Type actorType) => _requirements.GetOrAdd(actorType, static t => RequirementOf(t) ?? typeof(IMessageQueue));

    public bool ProducesMessageQueue(Type mailboxType) => ProducedBy(mailboxType) is not null;

    public MailboxType GetMailboxType(Props props, Config dispatcherConfig)
    {
        var deploy = props.Deploy;
        if (deploy.Mailbox != Deploy.NoMailboxGiven)
            return Checked(Lookup(deploy.Mailbox), props.Type);

        var ownMailbox = dispatcherConfig?.GetString("mailbox-type", string.Empty) is { Length: > 0 };
        if (deploy.Dispatcher != Deploy.NoDispatcherGiven && ownMailbox)
            return Checked(Lookup(dispatcherConfig!.GetString("id")), props.Type);

        if (HasRequiredType(props.Type))
            return Checked(LookupByQueueType(GetRequiredType(props.Type)), props.Type);

        var requirement = dispatcherConfig?.GetString("mailbox-requirement", string.Empty);
        return string.IsNullOrEmpty(requirement)
            ? Lookup(DefaultMailboxId)
            : LookupByQueueType(ConfiguredType.Find(requirement, "mailbox-requirement"));
    }

    public int StashCapacity(string dispatcher, string mailbox)
    {
        var config = _system.Settings.Config;
        foreach (var id in new[] { mailbox, dispatcher, DefaultMailboxId })
        {
            if (!string.IsNullOrEmpty(id) && config.HasPath($"{id}.stash-capacity"))
                return config.GetInt($"{id}.stash-capacity");
        }

        return -1;
    }

    private MailboxType Make(string id)
    {
        var settings = _system.Settings;
        var fallback = settings.Config.GetConfig(DefaultMailboxId);
        var own = settings.Config.GetConfig(id) ?? throw new ConfigurationException($"Mailbox Type [{id}] not configured");
        var config = own.WithFallback(fallback);
        return ConfiguredType.Make<MailboxType>(config.GetString("mailbox-type"), $"{id}.mailbox-type", settings, config);
    }

    private MailboxType Checked(MailboxType mailboxType, Type actorType)
    {
        var required = GetRequiredType(actorType);
        if (ProducedBy(mailboxType.GetType()) is { } produced && !required.IsAssignableFrom(produced))
            throw new ArgumentException(
                $"Produced message queue type [{produced}] does not fulfill requirement for actor class [{actorType}], "
                + $"which is [{required}]");

        return mailboxType;
    }

    private static Type? RequirementOf(Type actorType) => ArgumentOf(actorType, typeof(IRequiresMessageQueue<>));

    private static Type? ProducedBy(Type mailboxType) => ArgumentOf(mailboxType, typeof(IProducesMessageQueue<>));

    private static Type? ArgumentOf(Type type, Type openInterface) => type.GetInterfaces()
        .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == openInterface)?.GetGenericArguments()[0];
}
