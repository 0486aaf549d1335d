namespace BuyingGroups.Storage.Sql;

/// <summary>Makes the ids that are the service's own: opaque, and in the order of their making, which keeps indexes compact.</summary>
internal static class NewId
{
    public static string Make() => Guid.CreateVersion7().ToString("N");
}
