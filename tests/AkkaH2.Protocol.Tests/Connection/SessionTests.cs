using System.Buffers;
using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

/// <summary>HTTP/2 by hand: octets in, octets out. The octets of the client are typed in, so that no codec of ours speaks for it.</summary>
public sealed class SessionTests
{
    private const string Preface = "505249202A20485454502F322E300D0A0D0A534D0D0A0D0A";
    private const string EmptySettings = "000000040000000000";
    private const string GetOnStream1 = "000006010500000001" + "828486" + "410161"; // GET / over http of "a", RFC 7541 §6

    [Fact]
    public void A_request_is_served_from_a_byte_array_to_a_byte_array()
    {
        var server = HelloServer.Serve();
        server.Receive(Convert.FromHexString(Preface + EmptySettings + GetOnStream1));
        var answer = Written(server);
        Assert.EndsWith("000005000100000001" + "68656C6C6F", answer); // DATA, END_STREAM, "hello"
        Assert.Contains("000000040100000000", answer); // SETTINGS ACK
    }

    [Fact]
    public void Its_octets_may_come_one_by_one()
    {
        var server = HelloServer.Serve();
        foreach (var octet in Convert.FromHexString(Preface + EmptySettings + GetOnStream1))
            server.Receive(new[] { octet });
        Assert.EndsWith("68656C6C6F", Written(server));
    }

    [Fact]
    public void Both_sides_can_be_driven_by_hand()
    {
        var server = HelloServer.Serve();
        var listener = new Listener();
        var client = new Http2Session(new Http2Options { Role = Role.Client, Announced = new ConnectionSettings { EnablePush = false } }, listener);
        client.Connection.SendRequest([new(":method", "GET"), new(":scheme", "http"), new(":authority", "a"), new(":path", "/")], endStream: true);
        for (var turns = 0; turns < 3; turns++)
        {
            server.Receive(Convert.FromHexString(Written(client)));
            client.Receive(Convert.FromHexString(Written(server)));
        }

        Assert.Equal(["200", "hello", "end"], listener.Heard);
        Assert.False(server.IsClosed);
    }

    [Fact, Trait("RFC 9113", "3.4")]
    public void A_client_that_speaks_HTTP_1_is_told_and_the_session_is_closed()
    {
        var server = HelloServer.Serve();
        server.Receive("GET / HTTP/1.1\r\nhost: a\r\n\r\n"u8.ToArray());
        Assert.Contains("0700000000", Written(server)); // GOAWAY
        Assert.True(server.IsClosed);
    }

    [Fact]
    public void The_caller_supplies_the_clock()
    {
        var server = HelloServer.Serve();
        server.Connection.Now = server.Connection.NextDeadline;
        server.Connection.OnTime();
        Assert.Contains("0700000000", Written(server));
        Assert.True(server.IsClosed);
    }

    private static string Written(Http2Session session)
    {
        var output = new ArrayBufferWriter<byte>();
        session.Write(output);
        return Convert.ToHexString(output.WrittenSpan);
    }

    /// <summary>The program of the package's README: a server in thirty lines, without I/O.</summary>
    private sealed class HelloServer : IHttp2Events
    {
        private static readonly HeaderField[] Head = [new(":status", "200"), new("content-length", "5")];

        private Http2Connection _connection = null!;

        public static Http2Session Serve()
        {
            var events = new HelloServer();
            var session = new Http2Session(new Http2Options(), events);
            events._connection = session.Connection;
            return session;
        }

        public void OnBegin(Http2Stream stream)
        {
            _connection.Respond(stream.Id, Head, "hello"u8.ToArray());
            _connection.EndWork(stream.Id);
        }

        public void OnRequest(Http2Stream stream, RequestHead head) { }

        public void OnRefused(Http2Stream stream, Refusal refusal) { }

        public void OnData(Http2Stream stream, ReadOnlyMemory<byte> octets) => _connection.Consume(stream.Id, octets.Length);

        public void OnEnd(Http2Stream stream, Headers trailers) { }

        public void OnAborted(Http2Stream stream, string reason, ErrorCode? peerReset) => _connection.EndWork(stream.Id);

        public void OnWritten(Http2Stream stream, int octets) { }

        public void OnTimeout(Http2Stream stream) { }

        public void OnDraining() { }

        public void OnConnectionError(ErrorCode code, string detail, StreamId lastStream, bool ours) { }

        public void OnReset(StreamId stream, ErrorCode code, string detail, bool ours) { }
    }

    private sealed class Listener : IHttp2Events
    {
        public List<string> Heard { get; } = [];

        public void OnResponse(Http2Stream stream, ResponseHead head) => Heard.Add($"{head.Status}");

        public void OnData(Http2Stream stream, ReadOnlyMemory<byte> octets) => Heard.Add(System.Text.Encoding.ASCII.GetString(octets.Span));

        public void OnEnd(Http2Stream stream, Headers trailers) => Heard.Add("end");

        public void OnRequest(Http2Stream stream, RequestHead head) { }

        public void OnBegin(Http2Stream stream) { }

        public void OnRefused(Http2Stream stream, Refusal refusal) { }

        public void OnAborted(Http2Stream stream, string reason, ErrorCode? peerReset) => Heard.Add(reason);

        public void OnWritten(Http2Stream stream, int octets) { }

        public void OnTimeout(Http2Stream stream) { }

        public void OnDraining() { }

        public void OnConnectionError(ErrorCode code, string detail, StreamId lastStream, bool ours) => Heard.Add(detail);

        public void OnReset(StreamId stream, ErrorCode code, string detail, bool ours) { }
    }
}
