namespace BuyingGroups.Server.Services;

/// <summary>Who calls. On loopback without authentication that is <c>local</c>, who may do everything.</summary>
internal sealed class Caller
{
    /// <summary>The name that is kept as creator, updater and author.</summary>
    public string Name { get; } = "local";
}
