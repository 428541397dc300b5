using AkkaH2.PeerBench.Load;

namespace AkkaH2.Interop.Tests.Bench;

public sealed class HandshakeLoadTests
{
    [Fact]
    public void Every_mark_is_a_handshake() =>
        Assert.Equal((3, 1.5, true), HandshakeLoad.Parse(Report("***"), Handshake.Full, seconds: 2) is var r ? (r.Succeeded, r.RequestsPerSecond, r.AllSucceeded) : default);

    [Fact]
    public void Resumed_ones_are_marked_otherwise() => Assert.Equal(4, HandshakeLoad.Parse(Report("rrrr"), Handshake.Resumed, seconds: 2).Succeeded);

    [Theory]
    [InlineData("rr*r", Handshake.Resumed, "3 of 4")]
    [InlineData("*r", Handshake.Full, "1 of 2")]
    public void Ones_that_are_not_what_the_case_is_about_are_refused(string marks, object handshake, string said) =>
        Assert.Contains(said, Assert.Throws<InvalidOperationException>(() => HandshakeLoad.Parse(Report(marks), (Handshake)handshake, seconds: 2)).Message);

    [Fact]
    public void Other_text_is_refused_and_shown() =>
        Assert.Contains("Connection refused", Assert.Throws<FormatException>(() => HandshakeLoad.Parse("connect: Connection refused", Handshake.Full, seconds: 2)).Message);

    private static string Report(string marks) =>
        $"Collecting connection statistics for 2 seconds\n{marks}\n\n{marks.Length} connections in 0.24s; 12.5 connections/user sec, bytes read 0\n";
}
