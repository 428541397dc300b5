namespace AkkaH2.Tests.Server;

/// <summary>Whose the memory of a body is: the pool's, which poisons what comes back to it, or the reader's.</summary>
public sealed class BodyMemoryTests
{
    private static readonly byte[] Octets = [.. Enumerable.Range(0, 16_384).Select(i => (byte)(i % 251))];

    [Fact]
    public async Task A_chunk_stays_its_readers()
    {
        var body = RequestBody.Incoming();
        body.Append(Octets);
        var first = await body.ReadChunkAsync(CancellationToken.None);
        body.Append(Octets);
        var second = await body.ReadChunkAsync(CancellationToken.None);
        body.End(Headers.Empty);
        Assert.Null(await body.ReadChunkAsync(CancellationToken.None));
        body.Complete();

        Assert.Equal(Octets, first!.Value.ToArray());
        Assert.Equal(Octets, second!.Value.ToArray());
    }

    [Fact]
    public async Task What_is_read_as_a_pipe_goes_back_when_the_reader_is_past_it()
    {
        var body = RequestBody.Incoming();
        body.Append(Octets);
        var read = await body.ReadAsync();
        var memory = read.Buffer.First;
        Assert.Equal(Octets, memory.ToArray());

        body.AdvanceTo(read.Buffer.End);
        body.End(Headers.Empty);
        body.Complete();
        Assert.NotEqual(Octets, memory.ToArray());
    }
}
