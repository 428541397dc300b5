using Akka.Configuration;

namespace Akka.Actor;

/// <summary>What <c>akka.actor.deployment</c> says of an actor by its path below the user guardian; * stands for any one name. It wins over the props.</summary>
internal sealed class Deployments
{
    private readonly List<(string[] Names, Deploy Deploy)> _entries = [];

    public Deployments(Config config)
    {
        foreach (var (path, _) in config.GetConfig("akka.actor.deployment")?.AsEnumerable() ?? [])
        {
            var section = config.GetConfig($"akka.actor.deployment.\"{path}\"");
            if (path.StartsWith('/') && section is not null)
                _entries.Add((path.Split('/', StringSplitOptions.RemoveEmptyEntries), DeployOf(section)));
        }
    }

    public Props Apply(Props props, ActorPath path)
    {
        if (_entries.Count == 0 || Find(path) is not { } deploy)
            return props;

        if (deploy.Dispatcher != Deploy.NoDispatcherGiven)
            props = props.WithDispatcher(deploy.Dispatcher);

        return deploy.Mailbox == Deploy.NoMailboxGiven ? props : props.WithMailbox(deploy.Mailbox);
    }

    private Deploy? Find(ActorPath path)
    {
        var names = path.Elements;
        return names[0] == "user" ? _entries.Find(entry => Matches(entry.Names, names)).Deploy : null;
    }

    private static bool Matches(string[] pattern, IReadOnlyList<string> names)
    {
        if (pattern.Length != names.Count - 1)
            return false;

        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != "*" && pattern[i] != names[i + 1])
                return false;
        }

        return true;
    }

    private static Deploy DeployOf(Config section) => Deploy.Local
        .WithDispatcher(section.GetString("dispatcher", Deploy.NoDispatcherGiven))
        .WithMailbox(section.GetString("mailbox", Deploy.NoMailboxGiven));
}
