using System.CommandLine;
using AkkaH2.Showcase;

// The server answers SIGTERM and Ctrl-C itself, by draining; the command line's own handling would end it before.
return await ShowcaseCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
