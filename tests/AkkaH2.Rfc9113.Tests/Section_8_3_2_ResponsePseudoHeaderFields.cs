namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "8.3.2")]
public sealed class Section_8_3_2_ResponsePseudoHeaderFields(TestServer server) : SectionTests(server)
{
    [Theory]
    [InlineData("/hello", 200)]
    [InlineData("/nowhere", 404)]
    public Task A_response_begins_with_its_status_and_has_no_other(string path, int status) => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get(path).EndStream());
        var fields = (await peer.ExpectResponse(1)).Fields;
        Assert.Equal((":status", status.ToString()), (fields[0].Name, fields[0].Value));
        Assert.DoesNotContain(fields.Skip(1), field => field.Name.StartsWith(':'));
    });
}
