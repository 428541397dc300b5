using AkkaH2.Diagnostics;

namespace AkkaH2.Endpoints;

/// <content>The live tree as an endpoint.</content>
public partial class EndpointBuilder
{
    /// <summary>
    /// GET of this path shows the listeners, clients, connections and streams of the actor system: as JSON, or as a page that updates itself where the client accepts
    /// <c>text/html</c>. Everybody who may ask for it sees all of it: put it where only operators come. docs/operations.md says what it takes and answers.
    /// </summary>
    /// <param name="template">Such as <c>/connections</c>.</param>
    /// <param name="showClientText">
    /// True to show texts that clients sent: paths (never their query), methods that are not registered, and the details of errors, which may quote a peer. False shows the
    /// templates of routes, and codes. Header fields are never shown.
    /// </param>
    /// <param name="options">The options of this route.</param>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    public EndpointBuilder MapConnections(string template = "/connections", bool showClientText = false, RouteOptions? options = null) =>
        Map("GET", template, new ConnectionsEndpoint(_http2, showClientText).AnswerAsync, options);
}
