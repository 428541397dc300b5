using AkkaH2.PeerBench.Results;

namespace AkkaH2.Interop.Tests.Bench;

public sealed class TableTests
{
    private static readonly MachineFacts Machine = new("2030-01-02 03:04 UTC", 2, "Some CPU", "Some OS", ".NET 10", "1.5.73", "abc");

    [Fact]
    public void A_section_has_a_line_a_server_and_a_column_for_each_figure_it_has() => Assert.Equal(
        """
        | case | server | cpu s | / Kestrel | memory MiB | / Kestrel | failed |
        | --- | --- | --- | --- | --- | --- | --- |
        | 8x100 | akka-io | 0.200 | **0.50** | 60 | **0.75** | 1 |
        | 8x100 | Kestrel | 0.400 |  | 80 |  | 0 |

        Medians.
        """,
        Table.Render(Load(cpu: 0.2, failed: 1)));

    [Fact]
    public void A_figure_without_a_ratio_leaves_its_cell_empty() => Assert.Equal(
        """
        | case | server | octets a request | / Kestrel | failed |
        | --- | --- | --- | --- | --- |
        | allocated | akka-io | 1,117 |  | 0 |
        | allocated | Kestrel | 0 |  | 0 |

        Octets.
        """,
        Table.Render(Allocated()));

    [Fact]
    public void Runs_show_the_ratio_of_each_and_their_median_where_there_is_one() => Assert.Equal(
        """
        | case | figure | akka-io |
        | --- | --- | --- |
        | 8x100 | cpu s | 0.50, 0.75, 0.25: **0.50** |
        | 8x100 | memory MiB | 0.75, 0.75, 0.75: **0.75** |
        """,
        RunsTable.Render([[Load(0.2), Allocated()], [Load(0.3), Allocated()], [Load(0.1), Allocated()]]));

    [Fact]
    public void The_report_has_the_machine_the_ratios_and_the_medians_of_the_runs_and_all_failed_requests() => Assert.Equal(
        """
        | | |
        |---|---|
        | date | 2030-01-02 03:04 UTC |
        | machine | 2 x Some CPU, Some OS |
        | .NET | .NET 10 |
        | Akka.NET | 1.5.73 |
        | commit | abc |
        | command | `PeerBench -- report --runs 2` |

        Ratios to Kestrel's, run by run, and their median:

        | case | figure | akka-io |
        | --- | --- | --- |
        | 8x100 | cpu s | 0.50, 1.00: **0.75** |
        | 8x100 | memory MiB | 0.75, 0.75: **0.75** |

        Load, medians of 2 runs:

        | case | server | cpu s | memory MiB | failed |
        | --- | --- | --- | --- | --- |
        | 8x100 | akka-io | 0.300 | 60 | 5 |
        | 8x100 | Kestrel | 0.400 | 80 | 0 |

        Medians.
        """,
        RunsReport.Render(Machine, "report --runs 2", [[Load(0.2, failed: 2)], [Load(0.4, failed: 3)]]));

    [Fact]
    public void Json_has_the_rounds_of_each_run() => Assert.Equal(
        """{"machine":{"date":"2030-01-02 03:04 UTC","processors":2,"processor":"Some CPU","system":"Some OS","runtime":".NET 10","akka":"1.5.73","commit":"abc"},"runs":[{"cases":[{"name":"allocated","servers":[{"name":"akka-io","median":{"octetsPerRequest":1117,"failed":0},"rounds":[{"octetsPerRequest":1117,"failed":0}]},{"name":"Kestrel","median":{"octetsPerRequest":0,"failed":0},"rounds":[{"octetsPerRequest":0,"failed":0}]}]}]}]}""",
        System.Text.Json.Nodes.JsonNode.Parse(JsonReport.Render(Machine, [[Allocated()]]))!.ToJsonString());

    [Fact]
    public void The_processor_is_the_first_model_of_cpuinfo() =>
        Assert.Equal("AMD EPYC 9999", MachineFacts.ProcessorName(["processor\t: 0", "model\t\t: 1", "model name\t: AMD EPYC 9999", "model name\t: other"]));

    [Fact]
    public void A_machine_that_does_not_name_its_processor_has_an_unknown_one() => Assert.Equal("unknown", MachineFacts.ProcessorName(["processor\t: 0"]));

    private static Section Load(double cpu, double failed = 0) => new(
        "load", "Medians.", [Case("8x100", new Sample(failed, (Figure.Memory, 60), (Figure.Cpu, cpu)), new Sample(0, (Figure.Memory, 80), (Figure.Cpu, 0.4)))]);

    private static Section Allocated() => new(
        "allocated", "Octets.", [Case("allocated", new Sample(0, (Figure.Allocated, 1117)), new Sample(0, (Figure.Allocated, 0)))]);

    private static Comparison Case(string name, Sample ours, Sample kestrel) => new(name, [new Contestant("akka-io", [ours]), new Contestant("Kestrel", [kestrel])]);
}
