using System.ComponentModel.DataAnnotations;

namespace BuyingGroups.Server.Services.Events;

/// <summary>Settings of events; section <c>Events</c> of the configuration.</summary>
public sealed class EventOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Events";

    /// <summary>For how many days events are kept. Default 30, 1 to 3,650. Must be the same on all servers over one database.</summary>
    [Range(1, 3_650)]
    public int KeepDays { get; set; } = 30;

    /// <summary>After how many seconds without an event a watcher is sent a heartbeat. Default 10, 1 to 300.</summary>
    [Range(1, 300)]
    public int HeartbeatSeconds { get; set; } = 10;

    /// <summary>For how many seconds a watcher may leave a message unread before its stream is ended. Default 30, 1 to 600.</summary>
    [Range(1, 600)]
    public int SlowWatcherSeconds { get; set; } = 30;

    /// <summary>How often the database is polled for new events if no signal comes, in milliseconds. Default 500, 50 to 10,000.</summary>
    [Range(50, 10_000)]
    public int PollMilliseconds { get; set; } = 500;

    /// <summary>
    /// How many of the newest events are kept in the process for its watchers. Default 10,000, 100 to 1,000,000; about 1 kB each.
    /// </summary>
    [Range(100, 1_000_000)]
    public int RecentEvents { get; set; } = 10_000;

    /// <summary>How often old events and remembered requests are deleted, in seconds. Default 600, 1 to 86,400.</summary>
    [Range(1, 86_400)]
    public int UpkeepSeconds { get; set; } = 600;
}
