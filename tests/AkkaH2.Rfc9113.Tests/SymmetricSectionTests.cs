namespace AkkaH2.Rfc9113.Tests;

/// <summary>Tests of a section whose rules bind both sides of a connection alike: they run with each side that is there in the place of the tested one.</summary>
public abstract class SymmetricSectionTests(TestServer server) : SectionTests(server)
{
    /// <summary>Connects to the side under test and runs the test; the test begins with the preface.</summary>
    private protected Task WithSide(Func<TestPeer, ISideUnderTest, Task> test) => OnEach(Server.Sides, test);

    /// <summary>The same after the handshake.</summary>
    private protected Task OnEachSide(Func<TestPeer, ISideUnderTest, Task> test) => WithSide(async (peer, side) =>
    {
        await peer.Handshake();
        await test(peer, side);
    });
}
