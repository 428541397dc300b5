using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests.Wire;

/// <summary>Text of others in a log.</summary>
public sealed class LogTextTests
{
    [Theory]
    [InlineData("plain ~!", "plain ~!", "plain\\x20~!", "plain ~!")]
    [InlineData("a\r\nb\t\0", @"a\x0d\x0ab\x09\x00", @"a\x0d\x0ab\x09\x00", @"a\x0d\x0ab\x09\x00")]
    [InlineData("\u001b[2J", @"\x1b[2J", @"\x1b[2J", @"\x1b[2J")]
    [InlineData("gr\u00f6\u00dfer", @"gr\xf6\xdfer", @"gr\xf6\xdfer", "gr\u00f6\u00dfer")]
    [InlineData("\u0085\u2028\u202e\u2066", @"\x85\x2028\x202e\x2066", @"\x85\x2028\x202e\x2066", @"\x85\x2028\x202e\x2066")]
    [InlineData(@"a\x0a", @"a\x0a", @"a\\x0a", @"a\x0a")]
    public void It_is_one_line(string text, string printable, string word, string oneLine) =>
        Assert.Equal((printable, word, oneLine), (LogText.Printable(text), LogText.Word(text), LogText.OneLine(text)));

    [Theory]
    [InlineData("a\r\nb \u001b")]
    [InlineData(@"a\b")]
    public void What_is_printable_stays_as_it_is(string text) => Assert.Equal(LogText.Printable(text), LogText.Printable(LogText.Printable(text)));

    [Theory]
    [InlineData("a", 999, 999)]
    [InlineData("a", 1_000, 1_000)]
    [InlineData("a", 1_001, 1_000)]
    [InlineData("\0", 250, 1_000)]
    [InlineData("\0", 251, 1_000)]
    [InlineData("\0", 100_000, 1_000)]
    public void A_detail_is_printable_and_cut_and_stays_so(string text, int times, int length)
    {
        var detail = LogText.Detail(string.Concat(Enumerable.Repeat(text, times)));
        Assert.Equal(length, detail.Length);
        Assert.Equal(detail, LogText.Detail(detail));
        Assert.Equal(LogText.Printable(detail), detail);
        Assert.Equal(times * LogText.Printable(text).Length > 1_000, detail.EndsWith("...", StringComparison.Ordinal));
    }
}
