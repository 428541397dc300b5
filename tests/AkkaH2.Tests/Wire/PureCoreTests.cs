using System.Reflection;
using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Tests.Wire;

/// <summary>The core is values, tables and ledgers: no actors, streams, sockets, threads or clocks.</summary>
public sealed class PureCoreTests
{
    private static readonly string[] PureNamespaces = ["AkkaH2.Wire", "AkkaH2.Protocol", "AkkaH2.Hpack"];

    private static readonly string[] ForbiddenNamespaces =
        ["Akka.", "System.Net", "System.IO", "System.Threading", "AkkaH2.Stages", "AkkaH2.Actors", "AkkaH2.Transports", "AkkaH2.Server", "AkkaH2.Client"];

    private static readonly string[] Clocks =
        ["System.DateTime.get_UtcNow", "System.DateTime.get_Now", "System.DateTimeOffset.get_UtcNow", "System.DateTimeOffset.get_Now",
         "System.Environment.get_TickCount", "System.Environment.get_TickCount64", "System.Diagnostics.Stopwatch.GetTimestamp", "System.Diagnostics.Stopwatch.StartNew"];

    [Fact]
    public void The_core_calls_nothing_that_waits_sends_or_tells_the_time()
    {
        var calls = from type in CoreTypes()
                    from member in CalledMembers.Of(type)
                    where IsForbidden(member)
                    select $"{type} uses {NameOf(member)}";
        Assert.Empty(calls);
    }

    [Fact]
    public void The_rule_sees_what_it_forbids() => Assert.Contains(CalledMembers.Of(typeof(Impure)), IsForbidden);

    [Fact]
    public void The_core_is_here() => Assert.True(CoreTypes().Count() > 50);

    private static IEnumerable<Type> CoreTypes() => new[] { typeof(Frame).Assembly, typeof(HpackDecoder).Assembly }
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => PureNamespaces.Any(name => type.Namespace == name || type.Namespace?.StartsWith(name + ".", StringComparison.Ordinal) == true));

    private static bool IsForbidden(MemberInfo member) =>
        ForbiddenNamespaces.Any(name => (member as Type ?? member.DeclaringType)?.FullName?.StartsWith(name, StringComparison.Ordinal) == true)
        || Clocks.Contains(NameOf(member));

    private static string NameOf(MemberInfo member) => $"{member.DeclaringType}.{member.Name}";

    private static class Impure
    {
        public static long Now() => DateTime.UtcNow.Ticks;
    }
}
