using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Domain.Jobs;

/// <summary>What a job has done so far. Only committed work counts: a batch that was lost with its server isn't included.</summary>
public sealed record JobProgress
{
    /// <summary>How many accounts the job goes through, as counted when it began.</summary>
    public long AccountsTotal { get; init; }

    /// <summary>How many of these accounts have been processed.</summary>
    public long AccountsDone { get; init; }

    /// <summary>
    /// How many processed accounts are in the audience; for a maintenance job, how many were new in a remembered audience.
    /// </summary>
    public long AccountsSelected { get; init; }

    /// <summary>How many groups the job goes through in the steps for groups.</summary>
    public long GroupsTotal { get; init; }

    /// <summary>How many of these groups have been processed.</summary>
    public long GroupsDone { get; init; }

    /// <summary>The number of groups that were created.</summary>
    public long GroupsCreated { get; init; }

    /// <summary>The number of people who became members.</summary>
    public long MembersAssigned { get; init; }

    /// <summary>The number of members who were removed.</summary>
    public long MembersRemoved { get; init; }

    /// <summary>The number of members whose role changed.</summary>
    public long RolesChanged { get; init; }

    /// <summary>The number of decisions of users and journeys that stand against what the system would have done.</summary>
    public long Overruled { get; init; }

    /// <summary>The number of groups whose displayed completeness changed, in a job that recomputes it.</summary>
    public long CompletenessChanged { get; init; }

    /// <summary>The number of groups whose displayed engagement score differs from the one stored before.</summary>
    public long EngagementChanged { get; init; }

    /// <summary>The number of accounts that couldn't be processed.</summary>
    public long Errors { get; init; }

    /// <summary>How many people a maintenance job goes through to find the highest score.</summary>
    public long PeopleTotal { get; init; }

    /// <summary>How many of these people have been processed.</summary>
    public long PeopleDone { get; init; }

    /// <summary>The highest activity-weighted score of the processed groups.</summary>
    public ExactScore HighestGroup { get; init; } = ExactScore.Zero;

    /// <summary>The highest activity-weighted total of the processed people.</summary>
    public ExactScore HighestPerson { get; init; } = ExactScore.Zero;

    /// <summary>Everything that the job goes through.</summary>
    public long Total => AccountsTotal + GroupsTotal + PeopleTotal;

    /// <summary>Everything that has been processed.</summary>
    public long Done => AccountsDone + GroupsDone + PeopleDone;
}
