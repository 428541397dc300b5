using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.Supervision;
using Decider = Akka.Streams.Supervision.Decider;

namespace Embedded.Contract.Tests;

/// <summary>What a stage does when a user function throws: stop, resume, restart.</summary>
public sealed class StreamsSupervisionTests : StreamsSpec
{
    private static readonly int[] _oneToFive = [1, 2, 3, 4, 5];

    [Fact]
    public async Task By_default_the_stream_fails() =>
        await Assert.ThrowsAsync<Broken>(() => Source.From(_oneToFive).Select(FailsAt3).RunWith(Sink.Seq<int>(), Materializer).WaitAsync(Soon));

    [Fact]
    public async Task Resume_drops_the_element() =>
        Assert.Equal([1, 2, 4, 5], await Run(Source.From(_oneToFive).Select(FailsAt3), Deciders.ResumingDecider));

    [Fact]
    public async Task Where_resumes() =>
        Assert.Equal([1, 2, 4, 5], await Run(Source.From(_oneToFive).Where(x => FailsAt3(x) > 0), Deciders.ResumingDecider));

    [Fact]
    public async Task SelectMany_resumes() =>
        Assert.Equal([1, 1, 2, 2, 4, 4, 5, 5], await Run(Source.From(_oneToFive).SelectMany(x => Enumerable.Repeat(FailsAt3(x), 2)), Deciders.ResumingDecider));

    [Fact]
    public async Task Resume_keeps_what_a_Scan_has_accumulated() =>
        Assert.Equal([0, 1, 3, 7, 12], await Run(Source.From(_oneToFive).Scan(0, (sum, x) => sum + FailsAt3(x)), Deciders.ResumingDecider));

    [Fact]
    public async Task Restart_clears_what_a_Scan_has_accumulated() =>
        Assert.Equal([0, 1, 3, 0, 4, 9], await Run(Source.From(_oneToFive).Scan(0, (sum, x) => sum + FailsAt3(x)), Deciders.RestartingDecider));

    [Fact]
    public async Task Restart_clears_what_an_Aggregate_has_accumulated() =>
        Assert.Equal([9], await Run(Source.From(_oneToFive).Aggregate(0, (sum, x) => sum + FailsAt3(x)), Deciders.RestartingDecider));

    [Fact]
    public async Task The_decider_sees_the_failure()
    {
        var seen = new List<Exception>();

        await Run(Source.From(_oneToFive).Select(FailsAt3), cause =>
        {
            seen.Add(cause);
            return Directive.Resume;
        });

        Assert.IsType<Broken>(Assert.Single(seen));
    }

    [Fact]
    public async Task The_decider_nearest_to_the_stage_wins()
    {
        var inner = Source.From(_oneToFive).Via(
            Flow.Create<int>().Select(FailsAt3).WithAttributes(ActorAttributes.CreateSupervisionStrategy(Deciders.ResumingDecider)));

        Assert.Equal([1, 2, 4, 5], await Run(inner, Deciders.StoppingDecider));
    }

    [Fact]
    public async Task The_settings_of_the_materializer_decide_where_attributes_do_not()
    {
        var settings = ActorMaterializerSettings.Create(Sys).WithSupervisionStrategy(Deciders.ResumingDecider);

        var result = await Source.From(_oneToFive).Select(FailsAt3).RunWith(Sink.Seq<int>(), Sys.Materializer(settings)).WaitAsync(Soon);

        Assert.Equal([1, 2, 4, 5], result);
    }

    private static int FailsAt3(int x) => x == 3 ? throw new Broken() : x;

    private Task<System.Collections.Immutable.IImmutableList<T>> Run<T>(Source<T, Akka.NotUsed> source, Decider decider) => source
        .WithAttributes(ActorAttributes.CreateSupervisionStrategy(decider))
        .RunWith(Sink.Seq<T>(), Materializer).WaitAsync(Soon);
}
