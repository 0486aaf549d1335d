using System.Globalization;
using BuyingGroups.Benchmarks.Load;

return args switch
{
    ["serve", var members] => await LoadServer.RunAsync(int.Parse(members, CultureInfo.InvariantCulture), redis: ""),
    ["serve", var members, var redis] => await LoadServer.RunAsync(int.Parse(members, CultureInfo.InvariantCulture), redis),
    ["recording", var redisPort] => await RecordingLoad.RunAsync(int.Parse(redisPort, CultureInfo.InvariantCulture)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        serve MEMBERS [REDIS]   the server with an echo beside it and a group of so many members, for tests/load
        recording REDIS_PORT    recording by stream beside redis-benchmark
        """);
    return 2;
}
