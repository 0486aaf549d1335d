namespace BuyingGroups.Storage.Sql.Invalidations;

/// <summary>What an <see cref="Invalidation"/> makes invalid.</summary>
public enum InvalidationKind
{
    /// <summary>One group's roster has changed, or the group was deleted.</summary>
    Group,

    /// <summary>One person was erased. The rosters that lose the person have entries of their own.</summary>
    Person,

    /// <summary>Something that every roster may carry has changed, such as the name of a role.</summary>
    AllGroups,

    /// <summary>No scoring model has an activity type with this name any more. The id is the name's key.</summary>
    ActivityType,
}
