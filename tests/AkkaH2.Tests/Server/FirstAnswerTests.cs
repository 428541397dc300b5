using System.Collections.Concurrent;
using System.Net;
using System.Text;
using AkkaH2.Tests.Server.Octets;
using AkkaH2.Transports;
using AkkaH2.Transports.Memory;

namespace AkkaH2.Tests.Server;

/// <summary>What a new connection writes.</summary>
public sealed class FirstAnswerTests : ServerTest
{
    // RFC 9113 §3.4: the preface, SETTINGS, and HEADERS of GET / to a (RFC 7541 appendix A).
    private static readonly byte[] Request = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 6, 1, 5, 0, 0, 0, 1, 0x82, 0x84, 0x86, 0x41, 1, (byte)'a'];

    /// <summary>A turn that is stuck on a slow machine is split, so one of many has to do it.</summary>
    [Fact]
    public async Task Settings_and_the_answer_to_a_request_that_is_there_leave_in_one_write()
    {
        var memory = new MemoryTransport();
        var watched = new WatchedTransport(memory, new ConcurrentQueue<string>());
        var server = await System.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), watched, e => e.Map("GET", "/", x => x.Respond("the answer")));

        var writes = new List<int>();
        while (!writes.Contains(1) && writes.Count < 100)
        {
            var before = watched.Writes.All;
            await Ask(await memory.ConnectAsync(server.LocalEndPoint, new TransportSettings(Backlog: 1, ReceiveBufferSize: 65_536)));
            writes.Add(watched.Writes.All - before);
        }

        Assert.Contains(1, writes);
    }

    private static async Task Ask(ITransportConnection client)
    {
        await client.WriteAsync(new(Request));
        while (true)
        {
            var read = await client.Input.ReadAsync().AsTask().WaitAsync(Deadline);
            var isWhole = Encoding.Latin1.GetString(read.Buffer).Contains("the answer", StringComparison.Ordinal);
            client.Input.AdvanceTo(isWhole ? read.Buffer.End : read.Buffer.Start, read.Buffer.End);
            if (isWhole)
                return;
            Assert.False(read.IsCompleted);
        }
    }
}
