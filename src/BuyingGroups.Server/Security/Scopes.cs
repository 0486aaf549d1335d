namespace BuyingGroups.Server.Security;

/// <summary>The scopes: what a caller can be allowed to do. They are written the same way in tokens and settings.</summary>
internal static class Scopes
{
    public const string DefinitionsRead = "definitions.read";
    public const string DefinitionsWrite = "definitions.write";
    public const string DirectoryRead = "directory.read";
    public const string DirectoryWrite = "directory.write";
    public const string GroupsRead = "groups.read";
    public const string GroupsWrite = "groups.write";
    public const string ActivitiesWrite = "activities.write";
    public const string ScoresRead = "scores.read";
    public const string JobsRun = "jobs.run";
    public const string MembershipManual = "membership.manual";
    public const string MembershipJourney = "membership.journey";
    public const string MembershipSystem = "membership.system";
    public const string EventsRead = "events.read";

    /// <summary>All scopes.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        DefinitionsRead, DefinitionsWrite, DirectoryRead, DirectoryWrite, GroupsRead, GroupsWrite, ActivitiesWrite, ScoresRead, JobsRun,
        MembershipManual, MembershipJourney, MembershipSystem, EventsRead,
    ];

    /// <summary>The first of <paramref name="scopes"/> that doesn't exist; null if all exist.</summary>
    public static string? FirstUnknown(IEnumerable<string> scopes) =>
        scopes.FirstOrDefault(scope => !All.Contains(scope, StringComparer.Ordinal));
}
