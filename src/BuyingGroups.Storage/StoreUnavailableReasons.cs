namespace BuyingGroups.Storage;

/// <summary>The reasons of <see cref="StoreUnavailableException"/>. Callers and operators branch on them, so they never change.</summary>
public static class StoreUnavailableReasons
{
    /// <summary>The store can't be reached, or doesn't answer in time.</summary>
    public const string StoreUnavailable = "STORE_UNAVAILABLE";

    /// <summary>The disk of the data folder is full. The store recovers by itself once there is space.</summary>
    public const string DataFolderFull = "DATA_FOLDER_FULL";

    /// <summary>The service's Redis user lacks the right to a command, a key or a channel.</summary>
    public const string RedisNoPermission = "NOPERM";

    /// <summary>The connection to Redis isn't authenticated.</summary>
    public const string RedisNoAuthentication = "NOAUTH";

    /// <summary>Redis refuses the user or the password.</summary>
    public const string RedisWrongPassword = "WRONGPASS";

    /// <summary>The Redis that answers is a replica. The store recovers by itself once the master is found.</summary>
    public const string RedisReadOnly = "READONLY";

    /// <summary>The Redis that answers is a replica that has lost its master.</summary>
    public const string RedisMasterDown = "MASTERDOWN";

    /// <summary>Redis has too few replicas to accept a write.</summary>
    public const string RedisNoReplicas = "NOREPLICAS";

    /// <summary>Redis has reached its <c>maxmemory</c>.</summary>
    public const string RedisOutOfMemory = "OOM";

    /// <summary>Redis can't write to its disk, and refuses writes for that reason.</summary>
    public const string RedisDisk = "MISCONF";

    /// <summary>Redis is loading its data after a start.</summary>
    public const string RedisLoading = "LOADING";

    /// <summary>Redis is busy with a script that takes long.</summary>
    public const string RedisBusy = "BUSY";

    /// <summary>The Redis Cluster has no master for some keys.</summary>
    public const string RedisClusterDown = "CLUSTERDOWN";

    /// <summary>The Redis Cluster is moving the keys.</summary>
    public const string RedisTryAgain = "TRYAGAIN";

    /// <summary>The keys have moved to a node of the Redis Cluster that can't be reached from here.</summary>
    public const string RedisMoved = "MOVED";

    /// <summary>The keys are moving to a node of the Redis Cluster that can't be reached from here.</summary>
    public const string RedisAsk = "ASK";

    /// <summary>Keys of one command lie on several nodes of the Redis Cluster.</summary>
    public const string RedisCrossSlot = "CROSSSLOT";

    /// <summary>Redis lost a script, and lost it again after it was sent anew.</summary>
    public const string RedisNoScript = "NOSCRIPT";

    /// <summary>Redis answered with an error that has no reason of its own in this list.</summary>
    public const string RedisError = "REDIS_ERROR";

    /// <summary>Redis is configured to evict keys when its memory is full, and <c>Redis:AllowEviction</c> doesn't accept that.</summary>
    public const string EvictionAllowed = "EVICTION_ALLOWED";

    /// <summary>This server's clock differs from a store's by more than 5 minutes.</summary>
    public const string ClockOff = "CLOCK_OFF";

    /// <summary>The data folder is on a file system that can't be written.</summary>
    public const string DataFolderReadOnly = "DATA_FOLDER_READ_ONLY";

    /// <summary>The program may not write to the data folder.</summary>
    public const string DataFolderForbidden = "DATA_FOLDER_FORBIDDEN";

    /// <summary>
    /// The database file in the data folder is damaged, or isn't a database. The store doesn't recover by itself: a backup has to be
    /// restored.
    /// </summary>
    public const string DataFolderDamaged = "DATA_FOLDER_DAMAGED";

    /// <summary>The time zone of the data was changed since the server started. The server has to be restarted with the new one.</summary>
    public const string TimeZoneChanged = "TIME_ZONE_CHANGED";
}
