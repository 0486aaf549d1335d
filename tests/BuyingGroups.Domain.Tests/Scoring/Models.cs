using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Domain.Tests.Scoring;

/// <summary>Scoring models for tests.</summary>
internal static class Models
{
    private static readonly Change Made = new(DateTimeOffset.UnixEpoch, "test");

    /// <summary>An active model of <paramref name="types"/>.</summary>
    public static ScoringModel Of(params ActivityType[] types) =>
        new(new("test"), "Test", ScoringModelStatus.Active, types) { Revision = 1, Created = Made, Updated = Made };

    /// <summary>A custom activity type.</summary>
    public static ActivityType Type(int code, int dailyCap = 20, int weight = 40) =>
        new(new((ushort)code), $"Type {code}", "Test", dailyCap, weight, IsCustom: true);
}
