using System.Text.Json.Serialization;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Stages;

namespace BuyingGroups.Domain.Events;

/// <summary>
/// One side of a change: what held before it, or what holds since. Which of the properties is set goes by the event's type. Events are
/// kept for long, with their values as JSON: the names given here are those of stored data and never change, whatever a property is called.
/// </summary>
public sealed record EventValue
{
    /// <summary>A role.</summary>
    [JsonPropertyName("role_id")]
    public string? RoleId { get; init; }

    /// <summary>A stage.</summary>
    [JsonPropertyName("stage_id")]
    public string? StageId { get; init; }

    /// <summary>The stage's name.</summary>
    [JsonPropertyName("stage_name")]
    public string? StageName { get; init; }

    /// <summary>A status; may be empty.</summary>
    [JsonPropertyName("status")]
    public string? Status { get; init; }

    /// <summary>A completeness score as computed, in percent.</summary>
    [JsonPropertyName("exact")]
    public double? CompletenessExact { get; init; }

    /// <summary>The same as shown.</summary>
    [JsonPropertyName("displayed")]
    public int? CompletenessDisplayed { get; init; }

    /// <summary>An engagement score as computed.</summary>
    [JsonPropertyName("engagement_exact")]
    public double? EngagementExact { get; init; }

    /// <summary>The same as shown.</summary>
    [JsonPropertyName("engagement_displayed")]
    public long? EngagementDisplayed { get; init; }

    /// <summary>A role.</summary>
    public static EventValue Of(RoleId role) => new() { RoleId = role.Value };

    /// <summary>A stage, with its name at that time.</summary>
    public static EventValue Of(StageId stage, string name) => new() { StageId = stage.Value, StageName = name };

    /// <summary>A status.</summary>
    public static EventValue OfStatus(string status) => new() { Status = status };

    /// <summary>A completeness score.</summary>
    public static EventValue OfCompleteness(double exact, int displayed) =>
        new() { CompletenessExact = exact, CompletenessDisplayed = displayed };

    /// <summary>An engagement score.</summary>
    public static EventValue OfEngagement(double exact, long displayed) =>
        new() { EngagementExact = exact, EngagementDisplayed = displayed };
}
