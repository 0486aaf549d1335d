namespace BuyingGroups.Storage.Sql.Invalidations;

/// <summary>What an <see cref="Invalidation"/> is about.</summary>
public enum InvalidationKind
{
    /// <summary>The roster of one group has changed, or the group is gone.</summary>
    Group,

    /// <summary>One person was erased. The rosters that lose the person are named beside it.</summary>
    Person,

    /// <summary>Something that every roster may carry has changed, such as the name of a role.</summary>
    AllGroups,

    /// <summary>No scoring model has an activity type of this name any more; the id is the name's key.</summary>
    ActivityType,
}
