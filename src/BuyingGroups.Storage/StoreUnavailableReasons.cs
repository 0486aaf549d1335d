namespace BuyingGroups.Storage;

/// <summary>The reasons of <see cref="StoreUnavailableException"/>. Callers and operators branch on them: they never change.</summary>
public static class StoreUnavailableReasons
{
    /// <summary>The store can't be reached, or doesn't answer in time.</summary>
    public const string StoreUnavailable = "STORE_UNAVAILABLE";

    /// <summary>The disk of the data folder is full. It heals by itself once there is space.</summary>
    public const string DataFolderFull = "DATA_FOLDER_FULL";

    /// <summary>The data folder is on a file system that can't be written.</summary>
    public const string DataFolderReadOnly = "DATA_FOLDER_READ_ONLY";

    /// <summary>The program isn't allowed to write to the data folder.</summary>
    public const string DataFolderForbidden = "DATA_FOLDER_FORBIDDEN";

    /// <summary>
    /// The database's file in the data folder is damaged, or is no database. It doesn't heal by itself: a backup has to be restored.
    /// </summary>
    public const string DataFolderDamaged = "DATA_FOLDER_DAMAGED";

    /// <summary>The time zone of the data was changed since the server started; it has to be started anew in the new one.</summary>
    public const string TimeZoneChanged = "TIME_ZONE_CHANGED";
}
