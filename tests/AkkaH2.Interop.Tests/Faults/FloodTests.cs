using System.Buffers.Binary;

namespace AkkaH2.Interop.Tests.Faults;

/// <summary>
/// RFC 9113 §10.5 over a real socket: 200,000 frames of a kind that costs its sender nothing. The connection is ended with ENHANCE_YOUR_CALM, and others are
/// served on.
/// </summary>
[Trait("RFC 9113", "10.5")]
public abstract class FloodTests(InteropServer server)
{
    private const int Frames = 200_000;
    private const int EnhanceYourCalm = 11;
    private const byte Get = 0x82; // RFC 7541 Appendix A, index 2: a request that is malformed without more

    private static readonly byte[] Cancel = [0, 0, 0, 8];
    private static readonly byte[] Upload = RawConnection.Request(1, "POST", "/upload", RawConnection.EndHeaders);
    private static readonly byte[] Slow = RawConnection.Request(1, "GET", "/slow/60000", RawConnection.EndHeaders | RawConnection.EndStream);

    /// <summary>What comes once, and what comes 200,000 times, on the stream of its number or on none.</summary>
    private static readonly Dictionary<string, (byte[] First, Func<int, byte[]> Then)> Floods = new()
    {
        ["PING"] = ([], _ => RawConnection.Frame(6, 0, 0, new byte[8])),
        ["PING ACK"] = ([], _ => RawConnection.Frame(6, 1, 0, new byte[8])),
        ["SETTINGS"] = ([], _ => RawConnection.Frame(RawConnection.Settings, 0, 0)),
        ["PRIORITY"] = ([], _ => RawConnection.Frame(2, 0, 1, [0, 0, 0, 0, 16])),
        ["PRIORITY_UPDATE"] = ([], _ => RawConnection.Frame(0x10, 0, 0, [0, 0, 0, 1, (byte)'u', (byte)'=', (byte)'1'])),
        ["unknown types"] = ([], _ => RawConnection.Frame(0x55, 0, 0, [1, 2, 3])),
        ["WINDOW_UPDATE by the octet"] = ([], _ => RawConnection.Frame(RawConnection.WindowUpdate, 0, 0, [0, 0, 0, 1])),
        ["empty DATA"] = (Upload, _ => RawConnection.Frame(RawConnection.Data, 0, 1)),
        ["padding"] = (Upload, _ => RawConnection.Frame(RawConnection.Data, 8, 1, [4, 0, 0, 0, 0])),
        ["RST_STREAM on a closed stream"] = (Slow, _ => RawConnection.Frame(3, 0, 1, Cancel)),
        ["DATA on a stream that was reset"] = (Upload, n => n == 0 ? RawConnection.Frame(3, 0, 1, Cancel) : RawConnection.Frame(RawConnection.Data, 0, 1, [1])),
        ["GOAWAY"] = (Slow, _ => RawConnection.Frame(RawConnection.GoAway, 0, 0, new byte[8])),
        ["requests after GOAWAY"] = (Slow, n => n == 0 ? RawConnection.Frame(RawConnection.GoAway, 0, 0, new byte[8]) : Request(n)),
        ["requests above the limit"] = ([], Request),
        ["malformed requests"] = ([], n => RawConnection.Frame(RawConnection.Headers, 5, Stream(n), [Get])),
        ["rapid reset"] = ([], n => [.. Request(n), .. RawConnection.Frame(3, 0, Stream(n), Cancel)]),
        ["CONTINUATION"] = (RawConnection.Frame(RawConnection.Headers, 1, 1, [Get]), _ => RawConnection.Frame(9, 0, 1)),
        // "MadeYouReset": frames that make the server reset what it has just begun.
        ["WINDOW_UPDATE of 0"] = ([], n => [.. Request(n), .. RawConnection.Frame(RawConnection.WindowUpdate, 0, Stream(n), [0, 0, 0, 0])]),
        ["WINDOW_UPDATE beyond the window"] = ([], n => [.. Request(n), .. RawConnection.Frame(RawConnection.WindowUpdate, 0, Stream(n), [0x7F, 0xFF, 0xFF, 0xFF])]),
        ["HEADERS after the end"] = ([], n => [.. Request(n), .. RawConnection.Frame(RawConnection.Headers, 5, Stream(n), [Get])]),
        ["DATA after the end"] = ([], n => [.. Request(n), .. RawConnection.Frame(RawConnection.Data, 0, Stream(n), [1])]),
        ["PRIORITY of a wrong length"] = ([], n => [.. Request(n), .. RawConnection.Frame(2, 0, Stream(n), [0, 0, 0, 0])]),
        ["PRIORITY on itself"] = ([], n => [.. Request(n), .. RawConnection.Frame(2, 0, Stream(n), [.. Number(Stream(n)), 16])]),
    };

    public static TheoryData<string> Kinds => [.. Floods.Keys];

    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [MemberData(nameof(Kinds))]
    public async Task A_flood_ends_with_ENHANCE_YOUR_CALM(string kind)
    {
        var errors = server.Process.ErrorsLogged;
        using var connection = await RawConnection.OpenAsync(server.Address);
        var ending = connection.ReadToEndAsync();
        var sending = SendAsync(connection, Floods[kind]);

        await ServesOthers();
        var goAway = await ending;
        await sending;

        Assert.Equal(EnhanceYourCalm, goAway?.Code);
        await ServesOthers();
        Assert.True(errors == server.Process.ErrorsLogged, server.Process.Output);
    }

    private static int Stream(int number) => (2 * number) + 1;

    private static byte[] Number(int value)
    {
        var octets = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(octets, value);
        return octets;
    }

    private static byte[] Request(int number) => RawConnection.Request(Stream(number), "GET", "/slow/60000", RawConnection.EndHeaders | RawConnection.EndStream);

    private static async Task SendAsync(RawConnection connection, (byte[] First, Func<int, byte[]> Then) flood)
    {
        try
        {
            await connection.SendAsync(RawConnection.Preface, flood.First, Repeated(flood.Then));
        }
        catch (IOException)
        {
            // The server need not read to the end.
        }
    }

    private static byte[] Repeated(Func<int, byte[]> frame)
    {
        var octets = new MemoryStream();
        for (var number = 0; number < Frames; number++)
            octets.Write(frame(number));
        return octets.ToArray();
    }

    private async Task ServesOthers()
    {
        using var client = new Client(server.Address);
        Assert.Equal("Hello, World!", await client.GetStringAsync("/"));
    }
}

[Collection(OnAkkaIo.Name)]
public sealed class FloodsOnAkkaIo(AkkaIoServer server) : FloodTests(server);

[Collection(OnSockets.Name)]
public sealed class FloodsOnSockets(SocketsServer server) : FloodTests(server);
