using AkkaH2.Referee;

namespace AkkaH2.Rfc9113.Tests.Rfc7541;

/// <summary>The server reads and writes the names and values of the static table as the RFC has them.</summary>
[Trait("RFC 7541", "2.3.1")]
public sealed class AppendixA_StaticTable(TestServer server) : HpackSectionTests(server)
{
    /// <summary>Fields that mean something to the server itself, or that HTTP/2 forbids.</summary>
    private static readonly string[] NotForwarded = ["content-length", "cookie", "expect", "host", "transfer-encoding"];

    private static readonly Field[] Forwarded =
        [.. StaticFields.All.Where(field => field.Name[0] != ':' && !NotForwarded.Contains(field.Name)).Select((field, i) => new Field(field.Name, $"value {i}"))];

    [Theory]
    [InlineData(Indexing.None)]
    [InlineData(Indexing.Incremental)] // names are indices
    public Task Each_name_arrives_and_comes_back(Indexing indexing) => WithConnection(async peer =>
    {
        peer.Encoder.Indexing = indexing;
        await peer.Send(Forwarded.Aggregate(Headers(1).Get("/fields"), (headers, field) => headers.Field(field.Name, field.Value)).EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal(Forwarded.Select(field => $"{field.Name}: {field.Value}"), response.Text.Split('\n'));
        Assert.Equal(Forwarded.Select(field => (field.Name, (string?)field.Value)), Forwarded.Select(field => (field.Name, response[field.Name])));
    });

    [Fact]
    public Task Each_status_of_the_table_is_that_status() => WithConnection(async peer =>
    {
        foreach (var status in StaticFields.All.Where(field => field.Name == ":status").Select(field => int.Parse(field.Value)))
        {
            var stream = peer.NewStream();
            await peer.Send(Headers(stream).Get($"/status/{status}").EndStream());
            Assert.Equal(status, (await peer.ExpectResponse(stream)).Status);
        }
    });
}
