using System.CommandLine;
using AkkaH2.PeerBench;

var root = new RootCommand("AkkaH2 beside its peer: the same routes on Kestrel, and both driven by h2load in turn.")
{
    KestrelCommand.Create(),
    CompareCommand.Create(),
    ScaleCommand.Create(),
    IdleCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
