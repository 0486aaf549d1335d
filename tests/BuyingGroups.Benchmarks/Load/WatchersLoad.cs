using System.Globalization;
using BuyingGroups.Client;
using BuyingGroups.V1;
using Grpc.Core;

namespace BuyingGroups.Benchmarks.Load;

/// <summary>
/// <c>watchers</c>: memory of a server with many idle watchers (who wait for events of a group that nothing happens to), and how fast
/// writers are beside them, in turns.
/// </summary>
internal static class WatchersLoad
{
    private const int Step = 1_000;
    private const int PerChannel = 100;
    private const int Rounds = 3;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync()
    {
        using var server = new ServerProcess("--set", "Limits:StreamsPerCaller=10000");
        using var client = server.NewClient();
        var group = await GroupAsync(client);
        Console.WriteLine($"{"watchers",9} {"resident MB",12} {"kB each",8} {"commands /s",12}");
        var before = 0L;
        for (var watchers = 0; watchers <= 3 * Step; watchers += Step)
        {
            using var watching = new Watchers(server, watchers);
            await watching.StartAsync();
            await Rates.MeasureAsync(4, Turn, (caller, i) => CommandAsync(client, group, caller, i));
            await Task.Delay(TimeSpan.FromSeconds(12));
            var resident = server.ResidentBytes;
            before = watchers == 0 ? resident : before;
            var rate = await Rates.MeasureAsync(4, Turn, (caller, i) => CommandAsync(client, group, caller, i));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{watchers,9} {resident / 1e6,12:0.0} {(watchers == 0 ? 0 : (resident - before) / 1e3 / watchers),8:0.0} {rate,12:N0}"));
        }

        Console.WriteLine($"{"round",-6} {"without",10} {"with " + Step,10} {"ratio",6}");
        for (var round = 1; round <= Rounds; round++)
        {
            var without = await Rates.MeasureAsync(4, Turn, (caller, i) => CommandAsync(client, group, caller, i));
            using var watching = new Watchers(server, Step);
            await watching.StartAsync();
            var with = await Rates.MeasureAsync(4, Turn, (caller, i) => CommandAsync(client, group, caller, i));
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{round,-6} {without,10:N0} {with,10:N0} {with / without,6:0.00}"));
        }

        return 0;
    }

    private static async Task<string> GroupAsync(BuyingGroupsClient client)
    {
        await client.Directory.BatchUpsertAccountsAsync(new() { Accounts = { new Account { AccountId = "a", DisplayName = "A" } } });
        var template = await client.RoleTemplates.CreateRoleTemplateAsync(new()
        {
            RoleTemplate = new()
            {
                DisplayName = "T",
                Roles = { new TemplateRole { RoleId = "champion", Weighting = RoleWeighting.Normal } },
            },
        });
        await client.RoleTemplates.PublishRoleTemplateAsync(new() { RoleTemplateId = template.RoleTemplate.RoleTemplateId });
        var interest = await client.SolutionInterests.CreateSolutionInterestAsync(
            new() { SolutionInterest = new() { DisplayName = "I", RoleTemplateId = template.RoleTemplate.RoleTemplateId } });
        var group = await client.Groups.CreateBuyingGroupAsync(
            new() { BuyingGroup = new() { SolutionInterestId = interest.SolutionInterest.SolutionInterestId, AccountId = "a" } });
        return group.BuyingGroup.BuyingGroupId;
    }

    private static async Task<int> CommandAsync(BuyingGroupsClient client, string group, int caller, int i)
    {
        await client.Groups.SetBuyingGroupStatusAsync(new() { BuyingGroupId = group, Status = $"{caller} {i}" });
        return 1;
    }

    private sealed class Watchers(ServerProcess server, int count) : IDisposable
    {
        private readonly List<BuyingGroupsClient> _clients = [];
        private readonly List<AsyncServerStreamingCall<WatchEventsResponse>> _calls = [];

        public async Task StartAsync()
        {
            for (var i = 0; i < count; i++)
            {
                if (i % PerChannel == 0)
                {
                    _clients.Add(server.NewClient());
                }

                var call = _clients[^1].Events.WatchEvents(new() { Filter = new() { BuyingGroupIds = { "nobody's" } } });
                _calls.Add(call);
                await call.ResponseStream.MoveNext(CancellationToken.None);
                _ = ReadAsync(call);
            }
        }

        public void Dispose()
        {
            _calls.ForEach(call => call.Dispose());
            _clients.ForEach(client => client.Dispose());
        }

        private static async Task ReadAsync(AsyncServerStreamingCall<WatchEventsResponse> call)
        {
            try
            {
                while (await call.ResponseStream.MoveNext(CancellationToken.None))
                {
                }
            }
            catch (Exception exception) when (exception is RpcException or ObjectDisposedException)
            {
            }
        }
    }
}
