using BuyingGroups.Domain.Definitions;

namespace BuyingGroups.Domain.Scoring;

/// <summary>The model that a new instance starts with: 35 activity types, each with a daily cap of 20.</summary>
public static class DefaultScoringModel
{
    /// <summary>Its fixed id.</summary>
    public static ScoringModelId Id { get; } = new("default");

    /// <summary>Its name.</summary>
    public const string Name = "Default";

    /// <summary>The types. Their codes are 1 to 35 in this order, for good.</summary>
    public static IReadOnlyList<ActivityType> Types { get; } =
        new (string EngagementType, int Weight, string[] Names)[]
        {
            ("Web", 40, ["Visit Webpage", "Fill Out Form", "Click Link"]),
            ("Web", 60, ["Click RTP Call to Action"]),
            ("Email", 30, ["Open Email", "Click Email", "Open Sales Email", "Click Sales Email", "Reply to Sales Email"]),
            ("Curated", 60, ["Interesting Moment"]),
            ("Mobile", 30,
            [
                "Tap Push Notification", "Mobile App Activity", "Mobile App Session", "View In-App Message", "Tap In-App Message",
            ]),
            ("Social", 30, ["Fill Out Facebook Lead Ads Form"]),
            ("SMS", 90, ["Subscribe SMS", "Click Link in SMS V2"]),
            ("Chat", 90,
            [
                "Engaged with a Dialogue", "Interacted with Document in Dialogue", "Scheduled Meeting in Dialogue",
                "Engaged with an Agent in Dialogue", "Clicked Link in Chat in Dialogue",
            ]),
            ("", 90, ["Reached Dialogue Goal"]),
            ("Chat", 90,
            [
                "Engaged with a Conversational Flow", "Scheduled Meeting in Conversational Flow", "Reached Conversational Flow Goal",
                "Interacted with Document in Conversational Flow", "Engaged with an Agent in Conversational Flow",
                "Clicked Link in Chat in Conversational Flow",
            ]),
            ("Chat", 90, ["Responded to a poll in webinar"]),
            ("Call", 30, ["Call to action clicked in webinar"]),
            ("Event", 60, ["Asset downloads in webinar", "Asks questions in webinar", "Has attended event"]),
        }
        .SelectMany(row => row.Names, (row, name) => (row.EngagementType, row.Weight, name))
        .Select((type, index) => new ActivityType(
            new ActivityTypeCode((ushort)(index + 1)), type.name, type.EngagementType, ActivityType.DefaultDailyCap, type.Weight,
            IsCustom: false))
        .ToArray();
}
