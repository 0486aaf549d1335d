using BuyingGroups.Domain.Scoring;

namespace BuyingGroups.Domain.Jobs;

/// <summary>What a job has done so far. Counts what is committed: a batch that was lost with its server isn't in it.</summary>
public sealed record JobProgress
{
    /// <summary>How many accounts the job looks at, as counted when it began.</summary>
    public long AccountsTotal { get; init; }

    /// <summary>How many of them it has looked at.</summary>
    public long AccountsDone { get; init; }

    /// <summary>How many of those are in the audience; of a maintenance job, how many were new in a remembered one.</summary>
    public long AccountsSelected { get; init; }

    /// <summary>How many groups the job looks at in the steps that go through groups.</summary>
    public long GroupsTotal { get; init; }

    /// <summary>How many of them it has looked at.</summary>
    public long GroupsDone { get; init; }

    /// <summary>Groups that were made.</summary>
    public long GroupsCreated { get; init; }

    /// <summary>People who became members.</summary>
    public long MembersAssigned { get; init; }

    /// <summary>Members who were taken out.</summary>
    public long MembersRemoved { get; init; }

    /// <summary>Members who have another role.</summary>
    public long RolesChanged { get; init; }

    /// <summary>Decisions of users and journeys that stand against what the system would have done.</summary>
    public long Overruled { get; init; }

    /// <summary>Groups whose displayed completeness changed in a job that recomputes it.</summary>
    public long CompletenessChanged { get; init; }

    /// <summary>Groups whose displayed engagement score is another than the one stored before.</summary>
    public long EngagementChanged { get; init; }

    /// <summary>Accounts that couldn't be done.</summary>
    public long Errors { get; init; }

    /// <summary>How many people a maintenance job looks at to find the highest score.</summary>
    public long PeopleTotal { get; init; }

    /// <summary>How many of them it has looked at.</summary>
    public long PeopleDone { get; init; }

    /// <summary>The highest activity-weighted score of the groups looked at.</summary>
    public ExactScore HighestGroup { get; init; } = ExactScore.Zero;

    /// <summary>The highest activity-weighted total of the people looked at.</summary>
    public ExactScore HighestPerson { get; init; } = ExactScore.Zero;

    /// <summary>All that is to be looked at.</summary>
    public long Total => AccountsTotal + GroupsTotal + PeopleTotal;

    /// <summary>All that has been looked at.</summary>
    public long Done => AccountsDone + GroupsDone + PeopleDone;
}
