using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using AkkaH2.Diagnostics;

namespace AkkaH2.Tests.Diagnostics;

/// <summary>docs/operations.md has all metrics, lines of the log and settings, and no other ones.</summary>
public sealed partial class OperationsDocumentTests
{
    private static readonly string Root = FindRoot();
    private static readonly string[] Document = File.ReadAllLines(Path.Combine(Root, "docs", "operations.md"));

    [Fact]
    public void Every_instrument_is_explained()
    {
        RuntimeHelpers.RunClassConstructor(typeof(Instruments).TypeHandle);
        var published = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == Http2Telemetry.MeterName)
                    published.Add(instrument.Name);
            },
        };
        listener.Start();
        Assert.Equal(published.Distinct().Order(), FirstColumn("### What they say, and what to do").Order());
    }

    [Fact]
    public void Every_line_of_the_log_is_explained()
    {
        var lines = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
            .SelectMany(file => LogCall().Matches(File.ReadAllText(file)))
            .Select(call => Placeholder().Replace(call.Groups["text"].Value, "…"))
            .Where(line => line != "… …") // the frame log, which has a section of its own
            .Distinct();
        Assert.Equal(lines.Order(), FirstColumn("## The log").Order());
    }

    [Fact]
    public void Every_setting_of_a_server_is_there()
    {
        string[] elsewhere = ["client", "affine-dispatcher", "serializers", "serialization-bindings"];
        var keys = Http2.DefaultConfig.GetConfig("akka.h2").AsEnumerable().Where(entry => !elsewhere.Contains(entry.Key)).SelectMany(entry => Leaves(entry.Key, entry.Value));
        Assert.Equal(keys.Order(), FirstColumn("## The settings by purpose").Order());
    }

    private static IEnumerable<string> Leaves(string path, Akka.Configuration.Hocon.HoconValue value) =>
        value.IsObject() ? value.GetObject().Items.SelectMany(item => Leaves($"{path}.{item.Key}", item.Value)) : [path];

    /// <summary>What stands as code in the first column of the first table below a heading.</summary>
    private static IEnumerable<string> FirstColumn(string heading) => Document
        .SkipWhile(line => line != heading).Skip(1)
        .SkipWhile(line => !line.StartsWith('|'))
        .TakeWhile(line => line.StartsWith('|'))
        .SelectMany(line => Code().Matches(line.Split('|')[1]).Select(code => code.Groups["text"].Value));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AkkaH2.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("These tests run inside the repository.");
        return folder.FullName;
    }

    [GeneratedRegex(@"\b_?[lL]og\.(Warning|Error|Info)\((cause, )?""(?<text>[^""]+)""")]
    private static partial Regex LogCall();

    [GeneratedRegex(@"\{\d+(:[^}]*)?\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("`(?<text>[^`]+)`")]
    private static partial Regex Code();
}
