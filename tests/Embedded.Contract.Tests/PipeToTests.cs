using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>PipeTo: the outcome of a task is a message.</summary>
public sealed class PipeToTests : TestKit
{
    private readonly TaskCompletionSource<string> _source = new();

    [Fact]
    public void A_result_is_told()
    {
        _source.Task.PipeTo(TestActor);

        _source.SetResult("done");

        ExpectMsg("done");
    }

    [Fact]
    public void A_failure_is_told_as_a_status()
    {
        _source.Task.PipeTo(TestActor);

        _source.SetException(new InvalidDataException("bad"));

        Assert.Equal("bad", Assert.IsType<InvalidDataException>(ExpectMsg<Status.Failure>().Cause).Message);
    }

    [Fact]
    public void A_cancellation_is_a_failure()
    {
        _source.Task.PipeTo(TestActor);

        _source.SetCanceled();

        Assert.IsAssignableFrom<OperationCanceledException>(ExpectMsg<Status.Failure>().Cause);
    }

    [Fact]
    public void Both_outcomes_can_be_turned_into_messages()
    {
        Task.FromResult(2).PipeTo(TestActor, success: number => number * 21);
        Task.FromException<int>(new InvalidDataException("bad")).PipeTo(TestActor, failure: e => e.Message);

        ExpectMsg(42);
        ExpectMsg("bad");
    }

    [Fact]
    public void The_sender_can_be_said()
    {
        var probe = CreateTestProbe();

        Task.FromResult("done").PipeTo(TestActor, sender: probe.Ref);

        ExpectMsgFrom(probe.Ref, "done");
    }

    [Fact]
    public void A_task_without_a_result_tells_only_what_it_is_said_to()
    {
        Task.CompletedTask.PipeTo(TestActor);
        ExpectNoMsg(TimeSpan.FromMilliseconds(20));

        Task.CompletedTask.PipeTo(TestActor, success: () => "done");
        ExpectMsg("done");

        Task.FromException(new InvalidDataException("bad")).PipeTo(TestActor);
        ExpectMsg<Status.Failure>();
    }

    [Fact]
    public void A_value_task_can_be_piped_too()
    {
        new ValueTask<string>("done").PipeTo(TestActor);

        ExpectMsg("done");
    }

    [Fact]
    public async Task The_returned_task_ends_when_the_outcome_was_told_and_does_not_fail()
    {
        await Task.FromException<int>(new InvalidDataException("bad")).PipeTo(TestActor);

        ExpectMsg<Status.Failure>();
    }
}
