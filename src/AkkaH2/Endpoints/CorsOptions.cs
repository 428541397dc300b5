namespace AkkaH2.Endpoints;

/// <summary>Which pages of other origins a browser lets read the responses (the Fetch standard, "CORS protocol").</summary>
public sealed record CorsOptions
{
    /// <summary>The origins of those pages, such as <c>https://shop.example</c>; <c>*</c> is any.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Says it for origins that are not in the list; null if only the list does.</summary>
    public Func<string, bool>? AllowsOrigin { get; init; }

    /// <summary>The methods that they may use; GET, HEAD and POST need no permission.</summary>
    public IReadOnlyList<string> Methods { get; init; } = ["GET", "HEAD", "POST"];

    /// <summary>The fields that they may send, beside those that need no permission.</summary>
    public IReadOnlyList<string> RequestHeaders { get; init; } = [];

    /// <summary>The fields of responses that they may read, beside those that need no permission.</summary>
    public IReadOnlyList<string> ExposedHeaders { get; init; } = [];

    /// <summary>True if a browser sends cookies and the like along. Not with the origin <c>*</c>.</summary>
    public bool AllowCredentials { get; init; }

    /// <summary>How long a browser may keep what a preflight said; null is its own default.</summary>
    public TimeSpan? MaxAge { get; init; }
}
