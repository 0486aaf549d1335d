namespace BuyingGroups.Domain.Events;

/// <summary>What happened to a buying group.</summary>
public enum GroupEventType
{
    /// <summary>It was made.</summary>
    GroupCreated = 1,

    /// <summary>It was deleted.</summary>
    GroupDeleted = 2,

    /// <summary>A person who was no member became one.</summary>
    MemberAssigned = 3,

    /// <summary>A member is one no longer.</summary>
    MemberRemoved = 4,

    /// <summary>A member has another role.</summary>
    RoleChanged = 5,

    /// <summary>It is in another stage.</summary>
    StageChanged = 6,

    /// <summary>It has another status.</summary>
    StatusChanged = 7,

    /// <summary>Its displayed completeness score is another.</summary>
    CompletenessChanged = 8,

    /// <summary>The displayed engagement score that a pass stored is another than the one stored before.</summary>
    EngagementChanged = 9,
}
