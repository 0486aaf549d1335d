using BuyingGroups.Server.Tests.Events;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Storage.Tests.Redis;
using BuyingGroups.V1;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Program;

/// <summary>
/// The server is killed in the middle of batches, under the eyes of a watcher: after a restart and a retry nothing is half done, done
/// twice, or untold.
/// </summary>
public sealed class KilledCommandsTests : IDisposable
{
    private const int BatchSize = 200;
    private const int Kills = 4;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Over_the_embedded_stores() => KillAndRetryAsync();

    [SkippableFact]
    public async Task Over_a_redis_server()
    {
        using var redis = new RedisServer();
        await KillAndRetryAsync("--redis", redis.ConnectionString);
    }

    private async Task KillAndRetryAsync(params string[] arguments)
    {
        var server = await ServerProcess.ServeAsync(_folder.Path, arguments);
        try
        {
            var scenario = await new Scenario(server.Client).GroupAsync();
            string[] people = [.. Enumerable.Range(0, BatchSize).Select(i => scenario.Unique($"p{i:000}"))];
            await server.Client.Directory.BatchUpsertPeopleAsync(
                new() { People = { people.Select(person => new Person { PersonId = person, AccountId = scenario.Account }) } });

            var told = new List<Event>();
            var (done, resume) = (0, 0L);
            for (var kill = 0; kill < Kills; kill++)
            {
                var watching = await Watching.StartAsync(server.Client.Events, new() { AfterPosition = resume });
                var inDoubt = await BatchesUntilKilledAsync(
                    server, scenario.GroupId, people, done, killAfterMilliseconds: 150 + (kill * 90));
                done += inDoubt.Done;
                await watching.EndedAsync();
                told.AddRange(watching.Events);
                resume = watching.Position;
                await watching.DisposeAsync();
                await server.DisposeAsync();

                server = await ServerProcess.ServeAsync(_folder.Path, arguments);
                // All or nothing, before anything is sent again.
                var members = await MembersAsync(server, scenario.GroupId);
                Assert.True(members is 0 or BatchSize, $"{members} members: a batch is half done");

                var first = await SendAsync(server, inDoubt.Request);
                Assert.Equal(first, await SendAsync(server, inDoubt.Request));
                Assert.All(first, result => Assert.Equal(MembershipOutcome.Applied, result.Outcome));
                done++;
                Assert.Equal(done % 2 == 1 ? BatchSize : 0, await MembersAsync(server, scenario.GroupId));
            }

            await using var last = await Watching.StartAsync(server.Client.Events, new() { AfterPosition = resume });
            var perBatch = BatchSize + 1;
            told.AddRange(await last.AtLeastAsync(1 + (done * perBatch) - told.Count));
            Assert.Equal(
                Enumerable.Range(1, 1 + (done * perBatch)).Select(position => (long)position), told.Select(change => change.Position));
            Assert.Equal(done * BatchSize, told.Count(change => change.PersonId.Length > 0));
            var member = (await server.Client.Memberships.GetMembershipAsync(
                new() { BuyingGroupId = scenario.GroupId, PersonId = people[0] })).Member;
            Assert.Equal(done, member.Membership.Revision);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>
    /// Assigns all, removes all, and so on, until the server is killed; answers how many batches were answered, and the one that wasn't.
    /// </summary>
    private static async Task<(int Done, Google.Protobuf.IMessage Request)> BatchesUntilKilledAsync(
        ServerProcess server, string group, string[] people, int before, int killAfterMilliseconds)
    {
        var killing = Task.Run(async () =>
        {
            await Task.Delay(killAfterMilliseconds);
            await server.KillAsync();
        });
        for (var done = 0; ; done++)
        {
            var request = Request(group, people, assign: (before + done) % 2 == 0);
            try
            {
                await SendAsync(server, request);
            }
            catch (RpcException)
            {
                await killing.EndsAsync("the end of the process");
                return (done, request);
            }
        }
    }

    private static Google.Protobuf.IMessage Request(string group, string[] people, bool assign) => assign
        ? new BatchAssignMembersRequest
        {
            RequestId = Guid.NewGuid().ToString(),
            Requests =
            {
                people.Select(person => new AssignMemberRequest
                {
                    BuyingGroupId = group, PersonId = person, RoleId = Scenario.DecisionMaker, Source = MembershipSource.Manual,
                }),
            },
        }
        : new BatchRemoveMembersRequest
        {
            RequestId = Guid.NewGuid().ToString(),
            Requests =
            {
                people.Select(
                    person => new RemoveMemberRequest { BuyingGroupId = group, PersonId = person, Source = MembershipSource.Manual }),
            },
        };

    private static async Task<IReadOnlyList<MembershipResult>> SendAsync(ServerProcess server, Google.Protobuf.IMessage request) =>
        request is BatchAssignMembersRequest assign
            ? (await server.Client.Memberships.BatchAssignMembersAsync(assign)).Results
            : (await server.Client.Memberships.BatchRemoveMembersAsync((BatchRemoveMembersRequest)request)).Results;

    private static async Task<int> MembersAsync(ServerProcess server, string group) =>
        (await server.Client.Memberships.ListMembersAsync(new() { BuyingGroupId = group, PageSize = 1000 })).Members.Count;
}
