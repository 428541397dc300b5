using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

[Trait("RFC 9113", "6.5.3")]
public sealed class EncodingChangesTests
{
    private static readonly ConnectionSettings Initial = ConnectionSettings.Initial;

    [Fact]
    public void Settings_are_applied_in_their_order_and_unknown_ones_are_ignored() => Assert.Equal(
        Initial with { InitialWindowSize = 2, MaxFrameSize = 20_000 },
        Initial.Apply([Of(SettingId.InitialWindowSize, 1), Of((SettingId)0x0a0a, 7), Of(SettingId.MaxFrameSize, 20_000), Of(SettingId.InitialWindowSize, 2)]));

    [Fact]
    public void A_table_above_31_bits_is_as_large_as_we_can_say() =>
        Assert.Equal(int.MaxValue, Initial.Apply([Of(SettingId.HeaderTableSize, uint.MaxValue)]).HeaderTableSize);

    [Fact, Trait("RFC 7541", "4.2")]
    public void The_encoder_is_told_of_every_table_size_of_one_frame() => Assert.Equal(
        [new EncodingLimits(0, 16_384), new EncodingLimits(4_096, 16_384)],
        Initial.EncodingChanges([Of(SettingId.HeaderTableSize, 0), Of(SettingId.InitialWindowSize, 1), Of(SettingId.HeaderTableSize, 4_096)]));

    [Fact]
    public void The_encoder_is_told_of_nothing_that_stays_as_it_is() =>
        Assert.Empty(Initial.EncodingChanges([Of(SettingId.HeaderTableSize, 4_096), Of(SettingId.InitialWindowSize, 1), Of(SettingId.MaxFrameSize, 16_384)]));

    private static Setting Of(SettingId id, uint value) => new(id, value);
}
