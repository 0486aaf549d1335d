using BuyingGroups.Server.Settings;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.TimeZones;

namespace BuyingGroups.Server.Stores;

/// <summary>
/// Makes sure that a server counts in the same days as the data: with others, scoring windows would begin and end at the wrong hour.
/// </summary>
internal static class DataTimeZone
{
    /// <summary>Stores the server's time zone with the data if none is stored yet.</summary>
    /// <exception cref="StartException">The data has another time zone.</exception>
    public static async Task TakeAsync(SqlDatabase sql, string zone, CancellationToken cancellationToken)
    {
        try
        {
            Require(zone, await new TimeZoneStore(sql).GetOrSetAsync(zone, cancellationToken));
        }
        catch (StoreUnavailableException exception)
        {
            throw new StartException(exception.Message, exception);
        }
    }

    /// <summary>Compares a time zone with that of the data, if one is stored.</summary>
    /// <exception cref="StartException">The data has another time zone.</exception>
    public static async Task RequireAsync(SqlDatabase sql, string zone, CancellationToken cancellationToken) =>
        Require(zone, await new TimeZoneStore(sql).FindAsync(cancellationToken) ?? zone);

    private static void Require(string zone, string ofData)
    {
        if (!TimeZoneNames.AreSame(zone, ofData))
        {
            throw new StartException(
                $"Server:TimeZone is {zone}, and the activities of this data are counted by days of {ofData}: "
                + $"start with --time-zone {ofData}, or stop all servers over this data and run the command change-time-zone {zone}, "
                + "which says what that means.");
        }
    }
}
