using AkkaH2.Benchmarks;
using AkkaH2.Benchmarks.Actors;
using AkkaH2.Benchmarks.Hpack;
using AkkaH2.Benchmarks.Protocol;
using AkkaH2.Benchmarks.Wire;
using AkkaH2.Protocol;

const string Usage = """
    bench [BenchmarkDotNet options]     micro benchmarks, for example: bench --filter *Huffman*
    best hpack                          the same of HPACK as the best of many short rounds, for a busy machine
    best wire                           the same of frames, read and written
    best scheduler                      the send scheduler: a small response, a frame of a large one
    best ask                            a message to an actor and its reply, without HTTP
    fuzz hpack --seconds N [--seed S]   feeds mutated blocks to the decoder
    fuzz wire --seconds N [--seed S]    feeds mutated frame streams to the decoders, whole and in chunks
    fuzz session --seconds N [--seed S] [--role server|client]
                                        drives sessions with a peer and an application that do anything
    compare hpack FOLDER                sizes of the stories in FOLDER (hpack-test-case) as others and we encode them
    """;

switch (args)
{
    case ["bench", .. var options]:
        return Benches.Run(options);
    case ["best", "hpack"]:
        return HpackBest.Run();
    case ["best", "wire"]:
        return WireBest.Run();
    case ["best", "ask"]:
        return AskBest.Run();
    case ["best", "scheduler"]:
        return SchedulerBest.Run();
    case ["fuzz", "hpack", "--seconds", var seconds, .. var rest] when int.TryParse(seconds, out var count):
        return HpackFuzz.Run(TimeSpan.FromSeconds(count), Seed(rest));
    case ["fuzz", "wire", "--seconds", var seconds, .. var rest] when int.TryParse(seconds, out var count):
        return WireFuzzRun.Run(TimeSpan.FromSeconds(count), Seed(rest));
    case ["fuzz", "session", "--seconds", var seconds, .. var rest] when int.TryParse(seconds, out var count):
        return SessionFuzzRun.Run(TimeSpan.FromSeconds(count), Option(rest, "--seed") is { } first ? int.Parse(first) : 1, Option(rest, "--role") == "client" ? Role.Client : Role.Server);
    case ["compare", "hpack", var folder]:
        return HpackComparison.Run(folder);
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}

static int Seed(string[] options) => options is ["--seed", var seed] ? int.Parse(seed) : 1;

static string? Option(string[] options, string name) => Array.IndexOf(options, name) is >= 0 and var at && at + 1 < options.Length ? options[at + 1] : null;
