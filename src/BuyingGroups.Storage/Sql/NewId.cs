namespace BuyingGroups.Storage.Sql;

/// <summary>
/// Ids that the service makes: 32 hexadecimal digits that begin with the time, so that new rows are neighbours in an index.
/// </summary>
internal static class NewId
{
    public static string Make(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
}
