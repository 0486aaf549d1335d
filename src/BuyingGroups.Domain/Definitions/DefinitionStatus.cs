namespace BuyingGroups.Domain.Definitions;

/// <summary>The life of a role template: edited while draft, read-only for good once live.</summary>
public enum DefinitionStatus
{
    /// <summary>Can be edited and deleted; nothing can use it yet.</summary>
    Draft = 1,

    /// <summary>Published: read-only, can be used.</summary>
    Live = 2,
}
