using StackExchange.Redis;

namespace BuyingGroups.Storage.Redis;

/// <summary>Reads how Redis is configured: by CONFIG, or by INFO if CONFIG isn't allowed. If neither is, it stays unknown.</summary>
internal static class RedisPromises
{
    /// <summary>How durable an acknowledged write is.</summary>
    public static async Task<string> OfDurabilityAsync(RedisLink link)
    {
        var server = link.Multiplexer.GetServers()[0];
        return await ConfigAsync(link, server, "appendonly") switch
        {
            "yes" => $"appendonly yes, appendfsync {await ConfigAsync(link, server, "appendfsync")}",
            "no" => "appendonly no: what is acknowledged is lost if Redis dies",
            // Some Redis services don't reveal this setting.
            "" => "durability as it was started with",
            _ => await InfoAsync(server, "persistence", "aof_enabled") switch
            {
                "1" => "appendonly yes, appendfsync unknown: CONFIG isn't allowed",
                "0" => "appendonly no: what is acknowledged is lost if Redis dies",
                _ => "durability unknown: CONFIG isn't allowed",
            },
        };
    }

    /// <summary>Whether a master evicts keys when its memory is full.</summary>
    public static async Task<EvictionPolicy> OfEvictionAsync(RedisLink link)
    {
        var policies = await Task.WhenAll(link.Masters.Select(async server => new EvictionPolicy(await PolicyAsync(link, server))));
        return policies.FirstOrDefault(policy => policy.DropsKeys)
            ?? policies.FirstOrDefault(policy => policy.Name is null)
            ?? policies.FirstOrDefault()
            ?? new EvictionPolicy(null);
    }

    private static async Task<string?> PolicyAsync(RedisLink link, IServer server) =>
        await ConfigAsync(link, server, "maxmemory-policy") is { Length: > 0 } policy
            ? policy
            : await InfoAsync(server, "memory", "maxmemory_policy");

    /// <summary>A setting; empty if it doesn't exist; null if it can't be read.</summary>
    private static async Task<string?> ConfigAsync(RedisLink link, IServer server, string name)
    {
        if (!link.MayAskConfig)
        {
            return null;
        }

        try
        {
            return (await server.ConfigGetAsync(name)).FirstOrDefault().Value ?? "";
        }
        catch (Exception exception) when (exception is RedisServerException or RedisCommandException)
        {
            // CONFIG is forbidden to this user or, if it was renamed, to everybody.
            link.MayAskConfig =
                RedisFault.Of(exception)?.Reason is not (StoreUnavailableReasons.RedisNoPermission or StoreUnavailableReasons.RedisError);
            return null;
        }
    }

    private static async Task<string?> InfoAsync(IServer server, string section, string name)
    {
        try
        {
            return (await server.InfoAsync(section)).SelectMany(group => group).FirstOrDefault(line => line.Key == name).Value;
        }
        catch (Exception exception) when (exception is RedisServerException or RedisCommandException)
        {
            return null;
        }
    }
}
