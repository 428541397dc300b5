namespace Embedded.Contract.Tests;

/// <summary>Emit and Read: they wait for demand and for elements, and handlers stand aside meanwhile.</summary>
public sealed class StreamsEmitTests : StreamsSpec
{
    [Fact]
    public void Emitted_elements_wait_for_demand()
    {
        var (_, down) = Probes(new Scripted<int, int>(logic => logic.Started = () => logic.EmitMany([1, 2, 3], logic.CompleteStage)));

        down.Request(2).ExpectNext(1, 2);
        down.Request(1).ExpectNext(3);
        down.ExpectComplete();
    }

    [Fact]
    public void What_is_emitted_later_comes_behind()
    {
        var order = new List<string>();
        var (_, down) = Probes(new Scripted<int, int>(logic => logic.Started = () =>
        {
            logic.Emit(1, () => order.Add("after 1"));
            logic.EmitMany([2, 3], () => order.Add("after 3"));
            logic.Emit(4, logic.CompleteStage);
        }));

        down.Request(4).ExpectNext(1, 2, 3, 4);
        down.ExpectComplete();
        Assert.Equal(["after 1", "after 3"], order);
    }

    [Fact]
    public void A_continuation_may_emit_more()
    {
        var (_, down) = Probes(new Scripted<int, int>(logic => logic.Started = () =>
        {
            logic.Emit(1, () => logic.Emit(3, logic.CompleteStage));
            logic.Emit(2);
        }));

        down.Request(3).ExpectNext(1, 2, 3);
        down.ExpectComplete();
    }

    [Fact]
    public void Completion_waits_for_what_is_being_emitted()
    {
        var (_, down) = Probes(new Scripted<int, int>(logic => logic.Started = () =>
        {
            logic.EmitMany([1, 2]);
            logic.CompleteStage();
        }));

        down.Request(2).ExpectNext(1, 2);
        down.ExpectComplete();
    }

    [Fact]
    public void After_emitting_the_own_handler_is_back()
    {
        var (up, down) = Probes(new Scripted<int, int>(logic => logic.Started = () => logic.Emit(0)));

        down.Request(2).ExpectNext(0);
        up.SendNext(5);

        down.ExpectNext(5);
    }

    [Fact]
    public void An_empty_emission_goes_on_at_once()
    {
        var (_, down) = Probes(new Scripted<int, int>(logic => logic.Started = () => logic.EmitMany([], logic.CompleteStage)));

        down.EnsureSubscription();
        down.ExpectComplete();
    }

    [Fact]
    public void ReadMany_collects_so_many_elements()
    {
        var (up, down) = Probes(new Scripted<int, string>(logic =>
        {
            logic.Pulled = () => { };
            logic.Started = () => logic.ReadMany(
                3, all => logic.Emit(string.Join("+", all), logic.CompleteStage), some => logic.Emit("only " + string.Join("+", some)));
        }));

        down.Request(1);
        up.SendNext(1).SendNext(2).SendNext(3);

        down.ExpectNext("1+2+3").ExpectComplete();
    }

    [Fact]
    public void ReadMany_says_what_came_before_the_end()
    {
        var (up, down) = Probes(new Scripted<int, string>(logic =>
        {
            logic.Pulled = () => { };
            logic.Finished = () => { };
            logic.Started = () => logic.ReadMany(
                3, all => logic.Emit("all"), some => logic.Emit("only " + string.Join("+", some), logic.CompleteStage));
        }));

        down.Request(1);
        up.SendNext(1).SendNext(2).SendComplete();

        down.ExpectNext("only 1+2").ExpectComplete();
    }

    [Fact]
    public void Read_takes_one_and_then_the_own_handler_is_back()
    {
        var (up, down) = Probes(new Scripted<int, int>(logic =>
        {
            logic.Started = () => logic.Read(first => logic.Emit(first * 100), () => { });
            logic.Pulled = () =>
            {
                if (!logic.InHasBeenPulled) logic.Pull();
            };
        }));

        down.Request(2);
        up.SendNext(1).SendNext(2);

        down.ExpectNext(100, 2);
    }
}
