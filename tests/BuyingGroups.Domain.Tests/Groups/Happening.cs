using BuyingGroups.Domain.Membership;
using CsCheck;

namespace BuyingGroups.Domain.Tests.Groups;

/// <summary>Something that happens to a group.</summary>
/// <param name="What">Such as <c>"assign"</c>.</param>
/// <param name="Person">Whom it is about, if it is about a person.</param>
/// <param name="To">The role, stage, status or score wanted, if one is.</param>
/// <param name="Source">Who asks, if that matters.</param>
internal sealed record Happening(string What, string Person, string To, DecisionSource Source)
{
    private static readonly Gen<string> AnyRole = Gen.OneOf("champion", "influencer", "influencer", "helper", "nothing");

    /// <summary>Anything that can happen, all of it about the same few people.</summary>
    public static Gen<Happening> Any { get; } = Gen.Select(
        Gen.Frequency(
            (4, Gen.Select(Gen.Const("assign"), AnyRole)),
            (2, Gen.Select(Gen.OneOf("remove", "release", "leave", "erase"), Gen.Const(""))),
            (1, Gen.Select(Gen.Const("change role"), AnyRole)),
            (1, Gen.Select(Gen.Const("move"), Gen.OneOf("New", "Talk", "Won", "Lost", "Nowhere"))),
            (1, Gen.Select(Gen.Const("status"), Gen.OneOf("", "hot", "cold"))),
            (1, Gen.Select(Gen.Const("engage"), Gen.OneOf("0", "1", "2")))),
        Gen.OneOf("ann", "bob", "cem", "dan"),
        Gen.Enum<DecisionSource>(),
        (what, person, source) => new Happening(what.Item1, person, what.Item2, source));

    /// <summary>Changes one after another, each of some happenings; one without any is a change of the template's settings.</summary>
    public static Gen<Happening[][]> AnyChanges { get; } = Any.Array[0, 4].Array[1, 12];
}
