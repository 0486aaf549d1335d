namespace BuyingGroups.Server.Demo;

/// <summary>The worked example of the engagement score: who is in the group, and what they did yesterday and today.</summary>
internal static class WorkedExample
{
    public const string DecisionMaker = "Decision Maker";
    public const string Influencer = "Influencer";
    public const string Practitioner = "Practitioner";

    /// <summary>A type of the default scoring model.</summary>
    public const string VisitedWebsite = "Visit Webpage";

    /// <summary>A type of the default scoring model.</summary>
    public const string ClickedEmail = "Click Email";

    /// <summary>Not a type of the default scoring model; the demo adds it.</summary>
    public const string DownloadedPublication = "Downloaded Publication";

    public static IReadOnlyList<(string Role, Proto.RoleWeighting Weighting)> Roles { get; } =
    [
        (DecisionMaker, Proto.RoleWeighting.Vital),
        (Influencer, Proto.RoleWeighting.Important),
        (Practitioner, Proto.RoleWeighting.Normal),
    ];

    public static IReadOnlyList<(string FirstName, string LastName, string JobTitle, string Role)> Members { get; } =
    [
        ("Adam", "Fischer", "Chief Information Officer", DecisionMaker),
        ("Mark", "Okafor", "VP Operations", DecisionMaker),
        ("John", "Silva", "Enterprise Architect", Influencer),
        ("Bob", "Larsen", "Systems Engineer", Practitioner),
        ("Paul", "Moreau", "Systems Engineer", Practitioner),
        ("Calvin", "Tanaka", "Data Engineer", Practitioner),
    ];

    public static IReadOnlyList<(string Member, string ActivityType, int Yesterday, int Today)> Activities { get; } =
    [
        ("Adam", VisitedWebsite, 37, 15),
        ("Adam", ClickedEmail, 1, 1),
        ("Mark", VisitedWebsite, 5, 3),
        ("Mark", ClickedEmail, 1, 1),
        ("Mark", DownloadedPublication, 3, 2),
        ("John", VisitedWebsite, 19, 9),
        ("Bob", ClickedEmail, 1, 1),
        ("Paul", ClickedEmail, 1, 1),
        ("Calvin", ClickedEmail, 1, 1),
        ("Calvin", VisitedWebsite, 1, 7),
        ("Calvin", DownloadedPublication, 1, 2),
    ];

    /// <summary>The caller-supplied id of a person, made from the first name.</summary>
    public static string PersonId(string firstName) => $"crm-{firstName.ToLowerInvariant()}";
}
