using System.Text.RegularExpressions;
using Akka.Actor;
using AkkaH2.Diagnostics;
using AkkaH2.Tests.Server;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Diagnostics;

/// <summary>The examples of docs/operations.md: they stand here word for word, and run.</summary>
public sealed partial class OperationsExamplesTests : ServerTest
{
    [Fact]
    public async Task The_tree_is_asked_and_connections_are_controlled()
    {
        var goOn = new TaskCompletionSource();
        var server = await Bind(endpoints =>
        {
            #region page
            endpoints.MapConnections("/connections");                                  // off unless mapped
            #endregion
            endpoints.Map("GET", "/wait", _ => goOn.Task);
        });
        var (system, watcher) = (System, ActorRefs.Nobody);
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/wait").EndStream());
        await peer.ExpectAlive();

        #region events
        system.EventStream.Subscribe(watcher, typeof(ConnectionEvent));   // both of ConnectionOpened and ConnectionEnded
        system.EventStream.Subscribe(watcher, typeof(LimitReached));
        #endregion

        #region tree
        ListenersSnapshot bound = await system.Http2().GetListenersAsync();        // endpoints and clients, with totals
        ConnectionsSnapshot all = await system.Http2().GetConnectionsAsync();      // of all servers and clients
        ConnectionsSnapshot busy = await server.GetConnectionsAsync(new ConnectionQuery
        {
            Search = "127.0.",                     // in endpoints, protocol, role, phase or id
            Order = ConnectionOrder.Octets,
            Limit = 20,                            // at most 1,000; Offset for the next page
            Streams = 10,                          // of each connection, the oldest
        });
        foreach (ConnectionSnapshot connection in busy.Connections)
            Console.WriteLine($"{connection.RemoteEndPoint} {connection.Protocol} {connection.OpenStreams} open, window {connection.SendWindow}");
        #endregion

        #region control
        IActorRef slow = busy.Connections[0].Actor;
        var drained = await slow.Ask<ControlResult>(DrainConnection.Instance);                       // GOAWAY; open streams finish
        var reset = await slow.Ask<ControlResult>(new ResetStream(1, ErrorCode.EnhanceYourCalm));    // one stream, with a code
        var killed = await slow.Ask<ControlResult>(KillConnection.Instance);                         // at once
        #endregion

        Assert.Equal((1, 1, 1), (bound.Listeners.Count, all.Open, busy.Found));
        Assert.Equal([true, true, true], [drained.IsDone, reset.IsDone, killed.IsDone]);
        goOn.SetResult();
    }

    [Fact]
    public void They_stand_in_the_document()
    {
        var document = File.ReadAllText(InRepository("docs/operations.md"));
        var examples = Regions().Matches(File.ReadAllText(InRepository("tests/AkkaH2.Tests/Diagnostics/OperationsExamplesTests.cs")))
            .Select(region => Unindented(region.Groups["code"].Value)).ToArray();

        Assert.Equal(4, examples.Length);
        Assert.All(examples, example => Assert.Contains($"```csharp\n{example}```", document, StringComparison.Ordinal));
    }

    private static string Unindented(string code)
    {
        var lines = code.Split('\n');
        var indent = lines[0].Length - lines[0].TrimStart().Length;
        return string.Join('\n', lines.Select(line => line.Length >= indent ? line[indent..] : line.TrimStart()));
    }

    private static string InRepository(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, path)))
                return Path.Combine(folder.FullName, path);
        }

        throw new DirectoryNotFoundException("These tests run inside the repository.");
    }

    [GeneratedRegex(@"#region \w+\n(?<code>.*?)[ ]*#endregion", RegexOptions.Singleline)]
    private static partial Regex Regions();
}
