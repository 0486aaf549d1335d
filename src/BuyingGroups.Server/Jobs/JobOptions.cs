using System.ComponentModel.DataAnnotations;

namespace BuyingGroups.Server.Jobs;

/// <summary>Settings of jobs; section <c>Jobs</c> of the configuration.</summary>
public sealed class JobOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Jobs";

    /// <summary>
    /// When the daily pass starts, as <c>HH:mm</c> in the configured time zone. Default <c>02:00</c>; empty means that it never starts by
    /// itself. There is one pass a day, however many servers there are. A pass that was missed, because no server ran or the machine slept,
    /// is started once by the first server that runs again. If the clocks skip this time on a day, the pass starts at the end of the gap;
    /// if they show it twice, at the first.
    /// </summary>
    [RegularExpression("([01][0-9]|2[0-3]):[0-5][0-9]", ErrorMessage = "DailyAt must be a time such as 02:00, or empty.")]
    public string DailyAt { get; set; } = "02:00";

    /// <summary>How many jobs this server runs at the same time. Default 2, 0 to 16; 0 leaves all jobs to other servers.</summary>
    [Range(0, 16)]
    public int AtOnce { get; set; } = 2;

    /// <summary>
    /// For how many seconds a job stays claimed by a server that doesn't renew its lease. Default 30, 2 to 3,600. The servers' clocks must
    /// agree better than this.
    /// </summary>
    [Range(2, 3_600)]
    public int LeaseSeconds { get; set; } = 30;

    /// <summary>
    /// How often a server looks for jobs to claim, in milliseconds. Default 1,000, 50 to 60,000. A job that was started on the server
    /// itself is claimed at once.
    /// </summary>
    [Range(50, 60_000)]
    public int PollMilliseconds { get; set; } = 1_000;

    /// <summary>The most accounts of a batch. Default 100, 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int AccountsAtOnce { get; set; } = 100;

    /// <summary>
    /// The most people of a batch's accounts, unless a single account has more; also the most people whom one transaction decides on.
    /// Default 2,000, 1 to 100,000.
    /// </summary>
    [Range(1, 100_000)]
    public int PeopleAtOnce { get; set; } = 2_000;

    /// <summary>The number of groups of a batch whose scores are stored. Default 200, 1 to 200.</summary>
    [Range(1, 200)]
    public int GroupsAtOnce { get; set; } = 200;

    /// <summary>How often a watcher is sent the progress, in milliseconds. Default 250, 10 to 60,000.</summary>
    [Range(10, 60_000)]
    public int WatchMilliseconds { get; set; } = 250;

    /// <summary>
    /// The pause after each batch, or piece of one, in milliseconds, to leave the stores to others. Default 0, 0 to 60,000.
    /// </summary>
    [Range(0, 60_000)]
    public int PauseMilliseconds { get; set; }
}
