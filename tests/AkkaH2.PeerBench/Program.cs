using System.CommandLine;
using AkkaH2.PeerBench.Commands;

var root = new RootCommand("AkkaH2 beside its peer: the same routes on Kestrel, and both driven by h2load in turn.")
{
    KestrelCommand.Create(),
    CompareCommand.Create(),
    ClientCommand.Create(),
    ScaleCommand.Create(),
    IdleCommand.Create(),
    ColdCommand.Create(),
    AllocatedCommand.Create(),
    MemoryCommand.Create(),
    ActorCommand.Create(),
    ShardCommand.Create(),
    ReportCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
