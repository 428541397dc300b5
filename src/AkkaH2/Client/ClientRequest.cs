using Akka.Actor;

namespace AkkaH2.Client;

/// <summary>To a client's actor (<see cref="Http2Client.GetActorAsync"/>): send this request. Its sender gets a <see cref="ClientResponse"/> or a <see cref="ClientFailure"/>.</summary>
/// <param name="Request">Made by <see cref="AkkaH2.Request.Get"/> and its like.</param>
/// <param name="Tag">Comes back with the answer.</param>
/// <param name="Options">Times of its own, informational responses; none if null.</param>
public sealed record ClientRequest(Request Request, object? Tag = null, CallOptions? Options = null) : INoSerializationVerificationNeeded;

/// <summary>From a client's actor: the response, whose body may still be to come. Read it to its end, or dispose it.</summary>
/// <param name="Response">As <see cref="Http2Client.SendAsync(Request, CancellationToken)"/> gives it.</param>
/// <param name="Tag">That of the request.</param>
public sealed record ClientResponse(Response Response, object? Tag) : INoSerializationVerificationNeeded;

/// <summary>From a client's actor: there is no response.</summary>
/// <param name="Cause">As <see cref="Http2Client.SendAsync(Request, CancellationToken)"/> throws it, such as a <see cref="Http2ClientException"/>.</param>
/// <param name="Tag">That of the request.</param>
public sealed record ClientFailure(Exception Cause, object? Tag) : INoSerializationVerificationNeeded;
