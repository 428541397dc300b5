namespace AkkaH2.Showcase.Routes;

/// <summary>Server push (RFC 9113 §8.4): two resources that the client will want are on their way before it knows that there are any.</summary>
internal static class Pushing
{
    /// <summary>Pushes both, then answers what became of each.</summary>
    public static async Task Push(Exchange x)
    {
        var outcomes = await Task.WhenAll(x.PushAsync("/pushed/1"), x.PushAsync("/pushed/2"));
        x.Respond($"/pushed/1: {outcomes[0]}\n/pushed/2: {outcomes[1]}\n");
    }

    /// <summary>An ordinary route: a client that was pushed nothing asks for it.</summary>
    public static void Pushed(Exchange x) => x.Respond($"pushed {x.Route["n"]}\n");
}
