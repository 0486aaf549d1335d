namespace BuyingGroups.Storage;

/// <summary>The reasons of <see cref="StoreUnavailableException"/>. Callers and operators branch on them: they never change.</summary>
public static class StoreUnavailableReasons
{
    /// <summary>The store can't be reached, or doesn't answer in time.</summary>
    public const string StoreUnavailable = "STORE_UNAVAILABLE";

    /// <summary>The disk of the data folder is full. It heals by itself once there is space.</summary>
    public const string DataFolderFull = "DATA_FOLDER_FULL";

    /// <summary>What lies in the data folder isn't what was written there: it needs an operator.</summary>
    public const string DataFolderDamaged = "DATA_FOLDER_DAMAGED";
}
