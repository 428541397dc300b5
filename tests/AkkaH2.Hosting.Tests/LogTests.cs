using AkkaH2.Transports.Tls;
using Akka.Event;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace AkkaH2.Hosting.Tests;

/// <summary>Akka's log reaches the application's loggers, by class.</summary>
public sealed class LogTests : HostTest
{
    [Fact]
    public async Task The_class_that_logs_is_the_category()
    {
        await Start(akka => akka.WithHttp2(http => http.ListenTls("127.0.0.1", 0, http.Settings.Tls with { Certificates = [TlsCertificate.From(SelfSigned.Expired())] })));

        await ExpectLine(line => line is { Category: "AkkaH2.Transports.Tls.TlsServer", Level: LogLevel.Warning } && line.Text.StartsWith("Certificate 'CN=localhost' has expired at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_text_is_the_message_and_other_properties_stay_properties()
    {
        var host = await Start(_ => { });

        System(host).Log.Warning("{0} of {1}", 1, 2);

        await ExpectLine(line => line is { Category: "Akka.Actor.Internal.ActorSystemImpl", Level: LogLevel.Warning, Text: "1 of 2" } && line.Properties["ActorPath"] is string);
    }

    [Fact]
    public async Task A_message_that_cannot_be_shown_does_not_end_the_logger()
    {
        var host = await Start(_ => { });

        System(host).Log.Error("about {0}", new Unspeakable());
        System(host).Log.Error("about {0}", "something else");

        await ExpectLine(line => line.Text == "about {0} (cannot be shown: on purpose)");
        await ExpectLine(line => line.Text == "about something else");
    }

    private Task ExpectLine(Func<LogLine, bool> isIt) => Eventually(() => Task.FromResult(Log.Lines.Any(isIt)), "the line is logged");

    private sealed class Unspeakable
    {
        public override string ToString() => throw new InvalidOperationException("on purpose");
    }
}
