namespace AkkaH2.Showcase.Routes;

/// <summary>The same 13 octets by each of the three ways to respond; a POST is read to its end first.</summary>
internal static class Greeting
{
    private const string Text = "Hello, World!";
    private static readonly ReadOnlyMemory<byte> Octets = "Hello, World!"u8.ToArray();
    private static readonly Headers PlainText = Headers.Of(("content-type", "text/plain"));
    private static readonly Response Whole = new(200, PlainText, Octets);

    public static void Fixed(Exchange x) => x.Respond(Whole);

    public static async Task AsString(Exchange x)
    {
        await ReadToEnd(x);
        x.Respond(Text);
    }

    public static async Task AsBytes(Exchange x)
    {
        await ReadToEnd(x);
        x.Respond(Whole);
    }

    public static async Task Streamed(Exchange x)
    {
        await ReadToEnd(x);
        var body = x.RespondStreaming(headers: PlainText);
        await body.WriteAsync(Octets[..7]);
        await body.WriteAsync(Octets[7..]);
        body.Complete();
    }

    /// <summary>Names the things that the page will need before the page is made.</summary>
    public static void WithHints(Exchange x)
    {
        x.SendInformational(103, Headers.Of(("link", "</style.css>; rel=preload; as=style")));
        x.Respond(Whole);
    }

    private static Task ReadToEnd(Exchange x) => x.Request.Body.IsAtEnd ? Task.CompletedTask : x.Request.Body.CopyToAsync(Stream.Null, x.Aborted);
}
