using System.CommandLine;
using System.Net;
using AkkaH2.ClusterCounter;

// ClusterCounter [--nodes 3] | [--port P --remote-port R --seed HOST:PORT]
var nodes = new Option<int?>("--nodes") { Description = "Starts this many processes of itself on loopback, each with free ports." };
var port = new Option<ushort>("--port") { Description = "The port for HTTP/2; 0 picks a free one.", DefaultValueFactory = _ => 8080 };
var remotePort = new Option<ushort>("--remote-port") { Description = "The port that the other nodes use; 0 picks a free one." };
var seed = new Option<IPEndPoint?>("--seed")
{
    Description = "The address and the remote port of a node to join; without it the node is the first of a new cluster.",
    CustomParser = given =>
    {
        if (IPEndPoint.TryParse(given.Tokens[0].Value, out var found) && found.Port > 0)
            return found;
        given.AddError($"'{given.Tokens[0].Value}' is not an address and a port, such as 127.0.0.1:4053.");
        return null;
    },
};

var command = new RootCommand("A counter for each id, sharded over the nodes of a cluster; every node serves all of them.") { nodes, port, remotePort, seed };
command.SetAction(given => given.GetValue(nodes) is { } count ? NodeProcesses.RunAsync(count) : Node.RunAsync(given.GetValue(port), given.GetValue(remotePort), given.GetValue(seed)));

// A node answers SIGTERM and Ctrl-C itself, by leaving in order; the command line's own handling would end it before.
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
