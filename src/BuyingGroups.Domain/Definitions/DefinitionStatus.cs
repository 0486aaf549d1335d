namespace BuyingGroups.Domain.Definitions;

/// <summary>The life cycle of a definition such as a role template: edited while a draft, read-only for good once live.</summary>
public enum DefinitionStatus
{
    /// <summary>A draft can be edited and deleted, and can't be used yet.</summary>
    Draft = 1,

    /// <summary>Published: it is read-only and can be used.</summary>
    Live = 2,
}
