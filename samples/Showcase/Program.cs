using System.CommandLine;
using AkkaH2.Showcase;

var command = ShowcaseCommand.Create().Parse(args);
foreach (var error in command.Errors)
    Console.Error.WriteLine(error.Message);
if (command.Errors.Count > 0)
    return 1;

// The server answers SIGTERM and Ctrl-C itself, by draining; the command line's own handling would end it before.
return await command.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
