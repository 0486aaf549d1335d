using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Domain.Stages;
using BuyingGroups.Domain.Tests.Stages;

namespace BuyingGroups.Domain.Tests.Groups;

/// <summary>A group as it is stored, and what has become of one in short texts.</summary>
internal static class TestGroup
{
    // "System" alone would be the namespace.
    public const DecisionSource Job = DecisionSource.System;

    public static readonly AccountId Acme = new("acme");

    /// <summary>One champion and two influencers are required; who helps isn't.</summary>
    public static readonly IReadOnlyList<TemplateRole> Roles = [Role("champion", 1), Role("influencer", 2), Role("helper", 0)];

    public static readonly StageModel Deal =
        Model.Of("entry New > Talk, Lost", "intermediate Talk > Won, Lost", "success Won", "failure Lost > New");

    public static readonly GroupState Stored = new(
        new("group"), new("crm"), Acme, Stage: null, Status: "", new StoredCompleteness(0, 0), Engagement: null, Revision: 7);

    public static TemplateRole Role(string id, int required) => new(new(id), id, RoleWeighting.Normal, required > 0, Math.Max(1, required));

    public static GroupUnderChange Load(params MembershipRecord[] records) => Load(Stored, records);

    public static GroupUnderChange Load(GroupState state, params MembershipRecord[] records) =>
        new(state with { Completeness = CompletenessOf(Roles, records) }, Roles, Deal, records);

    public static StoredCompleteness CompletenessOf(IReadOnlyList<TemplateRole> roles, IReadOnlyCollection<MembershipRecord> records)
    {
        var score = CompletenessScore.Of(roles, CountOf(records));
        return new StoredCompleteness(score.Exact, score.Displayed);
    }

    public static Func<RoleId, int> CountOf(IReadOnlyCollection<MembershipRecord> records) =>
        role => records.Count(record => record.RoleId == role);

    public static Decision By(DecisionSource source, string reason = "because") =>
        new(source, source == Job ? "jobs/1" : "ute", DateTimeOffset.UnixEpoch.AddDays(1), reason, "caller");

    /// <summary>What stands on a person: a member in a role, or removed.</summary>
    public static MembershipRecord Member(string person, string? role, DecisionSource source = DecisionSource.Manual) => new(
        Stored.Id,
        new(person),
        role is null ? MembershipState.Removed : MembershipState.Assigned,
        role is null ? null : new RoleId(role),
        new Decision(source, "before", DateTimeOffset.UnixEpoch, "earlier"),
        Revision: 3);

    public static MembershipCommand Command(MembershipAction action, string person, string? role, DecisionSource source) =>
        new(action, new(person), role is null ? null : new RoleId(role), By(source));

    /// <summary>An event as <c>"RoleChanged ann: champion > helper"</c>.</summary>
    public static string TextOf(NewEvent change) => $"{change.Type} {change.PersonId}: {TextOf(change.Old)} > {TextOf(change.New)}";

    public static string TextOf(IEnumerable<NewEvent> events) => string.Join("; ", events.Select(TextOf));

    public static string TextOf(GroupCommandResult result) => result switch
    {
        RefusedCommand refused => refused.Reason.ToString(),
        DecidedMember member => member.Outcome.ToString(),
        DecidedStage stage => stage.Outcome.ToString(),
        DecidedStatus status => status.Changed ? "Applied" : "Unchanged",
        _ => throw new ArgumentException($"{result} isn't known here.", nameof(result)),
    };

    private static string TextOf(EventValue? value) => value switch
    {
        null => "-",
        { RoleId: { } role } => role,
        { StageId: { } stage } => stage,
        { Status: { } status } => $"'{status}'",
        { CompletenessDisplayed: { } completeness } => $"{completeness} %",
        { EngagementDisplayed: { } engagement } => $"{engagement}",
        _ => "?",
    };
}
