using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>Only there where a flow without any stage is materialized alone: elsewhere it vanishes.</summary>
internal sealed class Identity<T> : FlowStage<T, T>
{
    public static readonly Identity<T> Instance = new();

    private Identity()
        : base("identity")
    {
    }

    protected override Attributes InitialAttributes => Implementation.Layout.Identity.IdentityAttributes;

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic(Identity<T> stage) : FlowLogic<T, T>(stage)
    {
        public override void OnPush() => Push(Out, Grab(In));
    }
}
