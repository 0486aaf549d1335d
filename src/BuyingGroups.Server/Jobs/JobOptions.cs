using System.ComponentModel.DataAnnotations;

namespace BuyingGroups.Server.Jobs;

/// <summary>Settings of jobs; section <c>Jobs</c> of the configuration.</summary>
public sealed class JobOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Jobs";

    /// <summary>
    /// When the daily pass starts, as <c>HH:mm</c> in the configured time zone. Default <c>02:00</c>; empty: never by itself. There is one pass a
    /// day, however many servers there are; one that was missed because none was running, or the machine slept, starts with the first
    /// server that is, once. Of a time that clocks skip on a day, it starts at the end of the gap; of one that they show twice, at the
    /// first.
    /// </summary>
    [RegularExpression("([01][0-9]|2[0-3]):[0-5][0-9]", ErrorMessage = "DailyAt must be a time such as 02:00, or empty.")]
    public string DailyAt { get; set; } = "02:00";

    /// <summary>How many jobs this server is at at the same time. Default 2, 0 to 16; 0: it leaves jobs to other servers.</summary>
    [Range(0, 16)]
    public int AtOnce { get; set; } = 2;

    /// <summary>For how many seconds a job stays with a server that isn't heard of any more. Default 30, 2 to 3,600. Servers' clocks must agree better.</summary>
    [Range(2, 3_600)]
    public int LeaseSeconds { get; set; } = 30;

    /// <summary>How often a server looks for jobs to take up, in milliseconds. Default 1,000, 50 to 60,000. A job started on it is taken up at once.</summary>
    [Range(50, 60_000)]
    public int PollMilliseconds { get; set; } = 1_000;

    /// <summary>How many accounts a batch has at most. Default 100, 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int AccountsAtOnce { get; set; } = 100;

    /// <summary>
    /// How many people the accounts of a batch have at most, unless one account alone has more; and on how many a transaction decides at most. Default 2,000,
    /// 1 to 100,000.
    /// </summary>
    [Range(1, 100_000)]
    public int PeopleAtOnce { get; set; } = 2_000;

    /// <summary>How many groups a batch has whose scores are stored. Default 200, 1 to 200.</summary>
    [Range(1, 200)]
    public int GroupsAtOnce { get; set; } = 200;

    /// <summary>How often a watcher is told of progress, in milliseconds. Default 250, 10 to 60,000.</summary>
    [Range(10, 60_000)]
    public int WatchMilliseconds { get; set; } = 250;

    /// <summary>How many milliseconds pass after a batch, or a piece of one, before the next begins, to leave the stores to others. Default 0, 0 to 60,000.</summary>
    [Range(0, 60_000)]
    public int PauseMilliseconds { get; set; }
}
