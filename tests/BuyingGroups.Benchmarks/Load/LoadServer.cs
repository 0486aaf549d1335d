using BuyingGroups.Client;
using BuyingGroups.Server.Hosting;
using BuyingGroups.Server.Stores;
using BuyingGroups.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace BuyingGroups.Benchmarks.Load;

/// <summary>
/// <c>serve MEMBERS [REDIS]</c>: the server with an echo method beside the real services, over a temporary folder, and a group of so many
/// members, each active on 10 days with 3 types of activity. For tests/load.
/// </summary>
internal sealed class LoadServer : IAsyncDisposable
{
    private static readonly string[] Types = ["Visit Webpage", "Click Email", "Open Email"];
    private static readonly string[] Roles = ["decision-maker", "influencer", "practitioner"];

    private readonly DirectoryInfo? _ownFolder;
    private readonly ServerHost _host;

    private LoadServer(string folder, DirectoryInfo? ownFolder, ServerHost host)
    {
        Folder = folder;
        _ownFolder = ownFolder;
        _host = host;
        Client = BuyingGroupsClient.Create(host.Address);
    }

    public string Folder { get; }

    public Uri Address => _host.Address;

    public BuyingGroupsClient Client { get; }

    public static async Task<int> RunAsync(int members, string redis)
    {
        await using var server = await StartAsync(redis, "127.0.0.1:5080");
        var groupId = await server.SeedAsync("load", members);
        Console.WriteLine($"tests/load/run {groupId} {server.Address.Port}");
        Console.WriteLine("Press Ctrl+C to stop.");
        await server._host.WaitForShutdownAsync(CancellationToken.None);
        return 0;
    }

    /// <param name="redis">A connection string; empty: the embedded counters.</param>
    /// <param name="listen">Where it listens.</param>
    /// <param name="folder">The data folder of another server, to share its SQLite file; null: one of its own.</param>
    public static async Task<LoadServer> StartAsync(string redis, string listen = "127.0.0.1:0", string? folder = null)
    {
        var ownFolder = folder is null ? Directory.CreateTempSubdirectory("bg-load-") : null;
        folder ??= ownFolder!.FullName;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Server:Listen"] = listen,
                ["Server:DataFolder"] = folder,
                ["Redis:ConnectionString"] = redis,
            })
            .Build();
        var host = await ServerHost.StartAsync(
            configuration, TimeProvider.System, application => application.MapGrpcService<EchoMethod>(), CancellationToken.None);
        return new LoadServer(folder, ownFolder, host);
    }

    /// <summary>A group of a new account; answers its id.</summary>
    public async Task<string> SeedAsync(string name, int members, bool activities = true)
    {
        var account = $"account-{name}";
        await Client.Directory.BatchUpsertAccountsAsync(
            new() { Accounts = { new Account { AccountId = account, DisplayName = account } } });
        var people = Enumerable.Range(1, members).Select(number => $"{name}-{number}").ToArray();
        foreach (var batch in people.Chunk(1000))
        {
            await Client.Directory.BatchUpsertPeopleAsync(
                new() { People = { batch.Select(person => new Person { PersonId = person, AccountId = account, FirstName = person }) } });
        }

        var template = await Client.RoleTemplates.CreateRoleTemplateAsync(new()
        {
            RoleTemplate = new()
            {
                DisplayName = name,
                Roles =
                {
                    Roles.Select(role => new TemplateRole
                    {
                        RoleId = role,
                        Weighting = RoleWeighting.Normal,
                        RequiredForCompleteness = true,
                    }),
                },
            },
        });
        var templateId = template.RoleTemplate.RoleTemplateId;
        await Client.RoleTemplates.PublishRoleTemplateAsync(new() { RoleTemplateId = templateId });
        var interest = await Client.SolutionInterests.CreateSolutionInterestAsync(
            new() { SolutionInterest = new() { DisplayName = name, RoleTemplateId = templateId } });
        var group = await Client.Groups.CreateBuyingGroupAsync(
            new() { BuyingGroup = new() { SolutionInterestId = interest.SolutionInterest.SolutionInterestId, AccountId = account } });
        foreach (var batch in people.Index().Chunk(1000))
        {
            await Client.Memberships.BatchAssignMembersAsync(new()
            {
                Requests =
                {
                    batch.Select(person => new AssignMemberRequest
                    {
                        BuyingGroupId = group.BuyingGroup.BuyingGroupId,
                        PersonId = person.Item,
                        RoleId = Roles[person.Index % Roles.Length],
                        Source = MembershipSource.System,
                    }),
                },
            });
        }

        if (activities)
        {
            await RecordAsync(people);
        }

        return group.BuyingGroup.BuyingGroupId;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
        _ownFolder?.Delete(recursive: true);
    }

    private async Task RecordAsync(string[] people)
    {
        await using var recorder = new ActivityRecorder(Client.Activities);
        foreach (var person in people)
        {
            for (var day = 0; day < 10; day++)
            {
                foreach (var type in Types)
                {
                    await recorder.RecordAsync(
                        new Activity
                        {
                            ActivityId = $"{day} {type}",
                            PersonId = person,
                            ActivityType = type,
                            OccurredAt = DateTimeOffset.UtcNow.AddDays(-3 * day).ToTimestamp(),
                            Count = 7,
                        },
                        CancellationToken.None);
                }
            }
        }

        await recorder.FlushAsync(CancellationToken.None);
    }
}
