using System.Globalization;
using BuyingGroups.Benchmarks;
using BuyingGroups.Benchmarks.Durability;
using BuyingGroups.Benchmarks.Load;

return args switch
{
    ["serve", var members] => await LoadServer.RunAsync(Number(members), redis: ""),
    ["serve", var members, var redis] => await LoadServer.RunAsync(Number(members), redis),
    ["recording", var redisPort] => await RecordingLoad.RunAsync(Number(redisPort)),
    ["commands"] => await CommandsLoad.RunAsync(redis: ""),
    ["commands", var redis] => await CommandsLoad.RunAsync(redis),
    ["erasures"] => await ErasuresLoad.RunAsync(redis: ""),
    ["erasures", var redis] => await ErasuresLoad.RunAsync(redis),
    ["event-delay", var redisPort] => await EventDelay.RunAsync(Number(redisPort)),
    ["watchers"] => await WatchersLoad.RunAsync(),
    ["jobs", .. var accounts] => await JobsLoad.RunAsync(accounts.Select(Number)),
    ["conditions"] => ConditionCost.Run(),
    ["noisy"] => await NoisyLoad.RunAsync(10),
    ["noisy", var seconds] => await NoisyLoad.RunAsync(Number(seconds)),
    ["tokens"] => await TokenCost.RunAsync(),
    ["many-ids", var connection] => await ManyIds.RunAsync(connection),
    ["layouts", var connection] => await Layouts.RunAsync(connection),
    ["counters", var folder, var round, var writers, var most] => await CounterHost.RunAsync(folder, round, Number(writers), Number(most)),
    ["disk-full", var folder, var rounds] => await DiskFull.RunAsync(folder, Number(rounds)),
    ["counter-kills", var rounds] => await CounterKills.RunAsync(Number(rounds)),
    ["counter-damage", var offsets] => await CounterDamage.RunAsync(Number(offsets), step: 1),
    ["counter-damage", var offsets, var step] => await CounterDamage.RunAsync(Number(offsets), Number(step)),
    ["folder-growth", var people, var activities, var batch] =>
        await FolderGrowth.RunAsync(Number(people), Number(activities), Number(batch)),
    _ => Usage(),
};

static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

static int Usage()
{
    Console.Error.WriteLine(
        """
        serve MEMBERS [REDIS]               the server with an echo beside it and a group of so many members, for tests/load
        recording REDIS_PORT                recording by stream beside redis-benchmark
        commands [REDIS]                    membership commands beside the same transactions by a bare loop, on SQLite
        erasures [REDIS]                    scores read while somebody else is erased each second, beside as many undisturbed
        event-delay REDIS_PORT              from a command's answer to the watcher, on the same server and on another
        watchers                            memory of idle watchers, and what they cost who writes
        jobs ACCOUNTS…                      creation and maintenance of groups of so many accounts with 20 people each,
                                            beside bare inserts of the same rows
        conditions                          what evaluating conditions costs, beside an evaluation value by value
        noisy [SECONDS]                     health and scores beside 200 calls at a time that test a hostile condition over 100,000 people
        tokens                              what checking a token costs a call
        many-ids CONNECTION                 what a recording costs a person with very many activities, on a Redis
        layouts CONNECTION                  compares layouts of counters and ids on a Redis
        counters FOLDER ROUND WRITERS MOST  records into the embedded counters of a folder, and prints what was acknowledged
        folder-growth PEOPLE ACTIVITIES BATCH
                                            records so many, and prints what the data folder takes and how long the next start does
        counter-kills ROUNDS                kills such a process, again and again, and counts what was acknowledged
        disk-full FOLDER ROUNDS             has such a process record on a file system that is full at times, and counts the same
        counter-damage OFFSETS [STEP]       cuts, zeroes and flips the files of such a process at so many places, and counts the same;
                                            cuts the last record of the log at each byte, or at each so-manieth
        """);
    return 2;
}
