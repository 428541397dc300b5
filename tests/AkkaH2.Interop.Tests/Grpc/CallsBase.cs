using Grpc.Core;

namespace AkkaH2.Interop.Tests.Grpc;

/// <summary>A service with one method of each kind, with strings for messages: what protoc would generate, by hand.</summary>
[BindServiceMethod(typeof(CallsBase), nameof(Bind))]
public abstract class CallsBase
{
    private static readonly Marshaller<string> Text = Marshallers.StringMarshaller;

    public static readonly Method<string, string> UnaryMethod = Of(MethodType.Unary, nameof(Unary));
    public static readonly Method<string, string> ServerStreamingMethod = Of(MethodType.ServerStreaming, nameof(ServerStreaming));
    public static readonly Method<string, string> ClientStreamingMethod = Of(MethodType.ClientStreaming, nameof(ClientStreaming));
    public static readonly Method<string, string> DuplexMethod = Of(MethodType.DuplexStreaming, nameof(Duplex));
    public static readonly Method<string, string> FailMethod = Of(MethodType.Unary, nameof(Fail));
    public static readonly Method<string, string> HangMethod = Of(MethodType.ServerStreaming, nameof(Hang));

    public static void Bind(ServiceBinderBase binder, CallsBase? service)
    {
        binder.AddMethod(UnaryMethod, (UnaryServerMethod<string, string>)null!);
        binder.AddMethod(FailMethod, (UnaryServerMethod<string, string>)null!);
        binder.AddMethod(ServerStreamingMethod, (ServerStreamingServerMethod<string, string>)null!);
        binder.AddMethod(HangMethod, (ServerStreamingServerMethod<string, string>)null!);
        binder.AddMethod(ClientStreamingMethod, (ClientStreamingServerMethod<string, string>)null!);
        binder.AddMethod(DuplexMethod, (DuplexStreamingServerMethod<string, string>)null!);
    }

    /// <summary>The same text; the metadata "x-tag" comes back as a header and as a trailer.</summary>
    public abstract Task<string> Unary(string request, ServerCallContext context);

    /// <summary>The text as often as the length of it says, each with its number.</summary>
    public abstract Task ServerStreaming(string request, IServerStreamWriter<string> responses, ServerCallContext context);

    /// <summary>All of it together.</summary>
    public abstract Task<string> ClientStreaming(IAsyncStreamReader<string> requests, ServerCallContext context);

    /// <summary>One answer for each request, at once.</summary>
    public abstract Task Duplex(IAsyncStreamReader<string> requests, IServerStreamWriter<string> responses, ServerCallContext context);

    public abstract Task<string> Fail(string request, ServerCallContext context);

    /// <summary>One answer, and then nothing until the call is cancelled.</summary>
    public abstract Task Hang(string request, IServerStreamWriter<string> responses, ServerCallContext context);

    private static Method<string, string> Of(MethodType type, string name) => new(type, "calls.Calls", name, Text, Text);
}
