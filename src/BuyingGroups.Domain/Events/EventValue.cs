using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Domain.Events;

/// <summary>One side of a change: what held before it, or what holds since. Which of the properties is set goes by the event's type.</summary>
public sealed record EventValue
{
    /// <summary>A role.</summary>
    public string? RoleId { get; init; }

    /// <summary>A stage.</summary>
    public string? StageId { get; init; }

    /// <summary>The stage's name.</summary>
    public string? StageName { get; init; }

    /// <summary>A status; may be empty.</summary>
    public string? Status { get; init; }

    /// <summary>A completeness score as computed, in percent.</summary>
    public double? Exact { get; init; }

    /// <summary>The same as shown.</summary>
    public int? Displayed { get; init; }

    /// <summary>An engagement score as computed.</summary>
    public double? EngagementExact { get; init; }

    /// <summary>The same as shown.</summary>
    public long? EngagementDisplayed { get; init; }

    /// <summary>A role.</summary>
    public static EventValue Of(RoleId role) => new() { RoleId = role.Value };

    /// <summary>A completeness score.</summary>
    public static EventValue Of(double exact, int displayed) => new() { Exact = exact, Displayed = displayed };

    /// <summary>An engagement score.</summary>
    public static EventValue OfEngagement(double exact, long displayed) => new() { EngagementExact = exact, EngagementDisplayed = displayed };
}
