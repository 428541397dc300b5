using System.CommandLine;
using AkkaH2.ClientSample;

// An argument that begins with @ is none of System.CommandLine's response files here: -d @FILE.
return await ClientCommand.Create().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null }).InvokeAsync();
