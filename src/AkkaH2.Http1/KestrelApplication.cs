using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace AkkaH2.Http1;

/// <summary>The application that Kestrel believes it serves: each request goes to the handler of its connection.</summary>
internal sealed class KestrelApplication : IHttpApplication<KestrelExchange>
{
    public KestrelExchange CreateContext(IFeatureCollection contextFeatures) =>
        new(contextFeatures.GetRequiredFeature<KestrelConnection>(), contextFeatures);

    public Task ProcessRequestAsync(KestrelExchange context) => context.ServeAsync();

    public void DisposeContext(KestrelExchange context, Exception? exception)
    {
        // It holds nothing of its own.
    }
}
