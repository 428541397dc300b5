using Akka;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace Embedded.Contract.Tests;

/// <summary>Random pipelines give what the same operators give on a list; and they all end.</summary>
public sealed class StreamsRandomTests : StreamsSpec
{
    private delegate (Source<int, NotUsed> Source, List<int> Expected) Step(Source<int, NotUsed> source, List<int> expected, Random random);

    private static readonly Step[] _steps =
    [
        (s, e, _) => (s.Select(x => x + 1), e.ConvertAll(x => x + 1)),
        (s, e, _) => (s.Where(x => x % 3 != 0), e.FindAll(x => x % 3 != 0)),
        (s, e, r) => r.Next(40) is var n ? (s.Take(n), [.. e.Take(n)]) : default,
        (s, e, r) => r.Next(5) is var n ? (s.Skip(n), [.. e.Skip(n)]) : default,
        (s, e, _) => (s.TakeWhile(x => x < 90), [.. e.TakeWhile(x => x < 90)]),
        (s, e, r) => (s.Buffer(1 + r.Next(4), OverflowStrategy.Backpressure), e),
        (s, e, _) => (s.Async(), e),
        (s, e, r) => (s.Async().AddAttributes(Attributes.CreateInputBuffer(1, 1 + r.Next(3))), e),
        (s, e, r) => (s.SelectAsync(1 + r.Next(4), Later), e),
        (s, e, r) => r.Next(1, 5) is var n ? (s.Grouped(n).SelectMany(group => group), e) : default,
        (s, e, _) => (s.Scan(0, (a, b) => (a + b) % 100), Scan(e)),
        (s, e, _) => (s.SelectMany(x => Enumerable.Repeat(x, x % 3)), [.. e.SelectMany(x => Enumerable.Repeat(x, x % 3))]),
        (s, e, _) => (s.Concat(Source.From([7, 8])), [.. e, 7, 8]),
        (s, e, _) => (s.Prepend(Source.From([5])), [5, .. e]),
        (s, e, _) => (s.ConcatMany(x => Source.From([x, 1])), [.. e.SelectMany(x => new[] { x, 1 })]),
        (s, e, _) => (s.Via(Diamond()), e.ConvertAll(x => x + x + 1)),
        (s, e, _) => (s.Via(Flow.FromSinkAndSource(Sink.Cancelled<int>(), Source.From([1, 2, 3]), Keep.None)), [1, 2, 3]),
        (s, e, _) => (s.Via(BidiFlow.FromFunction<int, int, int, int>(x => x + 2, x => x - 1).Join(Flow.Create<int>())), e.ConvertAll(x => x + 1)),
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_random_pipeline_gives_what_a_list_gives(int seed)
    {
        var random = new Random(seed);
        List<int> expected = [.. Enumerable.Range(0, 50)];
        var source = Source.From(Enumerable.Range(0, 50));
        for (var i = random.Next(2, 14); i > 0; i--) (source, expected) = _steps[random.Next(_steps.Length)](source, expected, random);

        var result = await source.RunWith(Sink.Seq<int>(), Materializer).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(expected, result);
    }

    private static IGraph<FlowShape<int, int>, NotUsed> Diamond() => GraphDsl.Create(b =>
    {
        var broadcast = b.Add(new Broadcast<int>(2));
        var zip = b.Add(new ZipWith<int, int, int>((left, right) => left + right));
        b.From(broadcast.Out(0)).To(zip.In0);
        b.From(broadcast.Out(1)).Via(Flow.Create<int>().Select(x => x + 1)).To(zip.In1);
        return new FlowShape<int, int>(broadcast.In, zip.Out);
    });

    private static async Task<int> Later(int x)
    {
        await Task.Yield();
        return x;
    }

    private static List<int> Scan(List<int> elements)
    {
        List<int> all = [0];
        foreach (var element in elements) all.Add((all[^1] + element) % 100);
        return all;
    }
}
