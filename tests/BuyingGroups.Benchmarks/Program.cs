using System.Globalization;
using BuyingGroups.Benchmarks;
using BuyingGroups.Benchmarks.Load;

return args switch
{
    ["serve", var members] => await LoadServer.RunAsync(Number(members), redis: ""),
    ["serve", var members, var redis] => await LoadServer.RunAsync(Number(members), redis),
    ["recording", var redisPort] => await RecordingLoad.RunAsync(Number(redisPort)),
    ["commands"] => await CommandsLoad.RunAsync(redis: ""),
    ["commands", var redis] => await CommandsLoad.RunAsync(redis),
    ["event-delay", var redisPort] => await EventDelay.RunAsync(Number(redisPort)),
    ["watchers"] => await WatchersLoad.RunAsync(),
    ["jobs", .. var accounts] => await JobsLoad.RunAsync(accounts.Select(Number)),
    ["conditions"] => ConditionCost.Run(),
    ["noisy"] => await NoisyLoad.RunAsync(10),
    ["noisy", var seconds] => await NoisyLoad.RunAsync(Number(seconds)),
    ["tokens"] => await TokenCost.RunAsync(),
    ["layouts"] => await Layouts.RunAsync(null),
    ["layouts", var connection] => await Layouts.RunAsync(connection),
    ["garnet", var folder, .. var options] => await GarnetHost.RunAsync(folder, options),
    ["garnet-kills", var rounds, .. var options] => await GarnetKills.RunAsync(Number(rounds), options),
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
        event-delay REDIS_PORT              from a command's answer to the watcher, on the same server and on another
        watchers                            memory of idle watchers, and what they cost who writes
        jobs ACCOUNTS…                      creation and maintenance of groups of so many accounts with 20 people each, beside bare inserts of the same rows
        conditions                          what evaluating conditions costs, beside an evaluation value by value
        noisy [SECONDS]                     health and scores beside 200 calls at a time that test a hostile condition over 100,000 people
        tokens                              what checking a token costs a call
        layouts [CONNECTION]                compares layouts of counters and ids on a Redis, or on an embedded Garnet
        garnet FOLDER [checkpoints]         hosts the embedded Garnet over a folder until its standard input ends; with a checkpoint each second
        garnet-kills ROUNDS [checkpoints]   records into such a host, kills it, and counts what was acknowledged
        """);
    return 2;
}
