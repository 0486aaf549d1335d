using BuyingGroups.Domain.Scoring;
using Xunit;

namespace BuyingGroups.Domain.Tests.Scoring;

public class DefaultScoringModelTests
{
    /// <summary>
    /// The catalogue, written out. A code stands in counters for good: this table may grow at its end, but no line of it may ever
    /// get another code.
    /// </summary>
    private static readonly (int Code, string Name, string EngagementType, int Weight)[] Catalogue =
    [
        (1, "Visit Webpage", "Web", 40),
        (2, "Fill Out Form", "Web", 40),
        (3, "Click Link", "Web", 40),
        (4, "Click RTP Call to Action", "Web", 60),
        (5, "Open Email", "Email", 30),
        (6, "Click Email", "Email", 30),
        (7, "Open Sales Email", "Email", 30),
        (8, "Click Sales Email", "Email", 30),
        (9, "Reply to Sales Email", "Email", 30),
        (10, "Interesting Moment", "Curated", 60),
        (11, "Tap Push Notification", "Mobile", 30),
        (12, "Mobile App Activity", "Mobile", 30),
        (13, "Mobile App Session", "Mobile", 30),
        (14, "View In-App Message", "Mobile", 30),
        (15, "Tap In-App Message", "Mobile", 30),
        (16, "Fill Out Facebook Lead Ads Form", "Social", 30),
        (17, "Subscribe SMS", "SMS", 90),
        (18, "Click Link in SMS V2", "SMS", 90),
        (19, "Engaged with a Dialogue", "Chat", 90),
        (20, "Interacted with Document in Dialogue", "Chat", 90),
        (21, "Scheduled Meeting in Dialogue", "Chat", 90),
        (22, "Engaged with an Agent in Dialogue", "Chat", 90),
        (23, "Clicked Link in Chat in Dialogue", "Chat", 90),
        (24, "Reached Dialogue Goal", "", 90),
        (25, "Engaged with a Conversational Flow", "Chat", 90),
        (26, "Scheduled Meeting in Conversational Flow", "Chat", 90),
        (27, "Reached Conversational Flow Goal", "Chat", 90),
        (28, "Interacted with Document in Conversational Flow", "Chat", 90),
        (29, "Engaged with an Agent in Conversational Flow", "Chat", 90),
        (30, "Clicked Link in Chat in Conversational Flow", "Chat", 90),
        (31, "Responded to a poll in webinar", "Chat", 90),
        (32, "Call to action clicked in webinar", "Call", 30),
        (33, "Asset downloads in webinar", "Event", 60),
        (34, "Asks questions in webinar", "Event", 60),
        (35, "Has attended event", "Event", 60),
    ];

    [Fact]
    public void The_default_model_is_the_catalogue_under_its_codes() =>
        Assert.Equal(
            Catalogue,
            DefaultScoringModel.Types.Select(type => ((int)type.Code.Value, type.Name, type.EngagementType, type.Weight)));

    [Fact]
    public void Every_type_of_the_default_model_counts_20_times_a_day() =>
        Assert.All(DefaultScoringModel.Types, type => Assert.Equal(20, type.DailyCap));

    [Fact]
    public void No_type_of_the_default_model_is_custom() => Assert.All(DefaultScoringModel.Types, type => Assert.False(type.IsCustom));

    [Fact]
    public void Every_type_of_the_default_model_is_scored()
    {
        var model = Models.Of([.. DefaultScoringModel.Types]);
        Assert.All(DefaultScoringModel.Types, type => Assert.Same(type, model.Scored(type.Code)));
    }
}
