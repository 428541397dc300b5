using AkkaH2.Client;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Client;

/// <summary>The priority of a response, as its client asks for it (RFC 9218).</summary>
public sealed class PriorityTests : ClientTest
{
    [Fact, Trait("RFC 9218", "7.1")]
    public async Task It_is_a_field_of_the_request_and_changes_by_PRIORITY_UPDATE()
    {
        var priority = new RequestPriority(5, incremental: true);
        var response = NewClient().SendAsync(Request.Get("/"), new CallOptions { Priority = priority });
        var server = await Accept();
        Assert.Equal("u=5, i", (await server.ExpectHeaders(1))["priority"]);
        priority.Change(0);
        var update = await server.Expect<PriorityUpdateFrame>(_ => true);
        Assert.Equal((1, "u=0"), (update.Prioritized.Value, update.FieldText));
        await server.Send(Headers(1).Status(204).EndStream());
        await response.WaitAsync(Deadline);
        priority.Change(7); // nothing is left to change
        await server.ExpectAlive();
        Assert.Single(server.Received, frame => frame is PriorityUpdateFrame);
    }

    [Fact, Trait("RFC 9218", "5")]
    public async Task The_field_of_the_request_itself_comes_first()
    {
        var response = NewClient().SendAsync(Request.Get("/").With("priority", "u=1"), new CallOptions { Priority = new RequestPriority(1) });
        var server = await Accept();
        var head = await server.ExpectHeaders(1);
        Assert.Equal("u=1", head["priority"]);
        await server.Send(Headers(1).Status(204).EndStream());
        await response.WaitAsync(Deadline);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(8)]
    public void An_urgency_is_0_to_7(int urgency) => Assert.Throws<ArgumentOutOfRangeException>(() => new RequestPriority(urgency));
}
