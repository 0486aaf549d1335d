using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Server.Tests.Jobs;
using BuyingGroups.V1;
using Xunit;

namespace BuyingGroups.Server.Tests.SeveralServers;

/// <summary>
/// Only what a change touches is read anew. A roster that is still kept is told from one that was read anew by a change of its members
/// past the service, which nobody is told of.
/// </summary>
public sealed class KeptRosterTests
{
    private const string Visit = "Visit Webpage";

    private static readonly string[] Tables = ["membership_decision", "membership"];

    [SkippableFact]
    public async Task An_erasure_leaves_the_rosters_and_accounts_of_others_in_place_and_takes_the_person_out_on_both_servers()
    {
        await using var servers = await TwoServers.StartAsync();
        var (touched, kept) = (await GroupAsync(servers), await GroupAsync(servers));
        var nobody = await touched.OnA.PersonAsync("Nobody");
        await ForgetMembersAsync(servers, kept);
        await StoredRows.ExecuteAsync(servers.Folder, $"UPDATE person SET account_id = '{touched.OnA.Account}' WHERE id = '{kept.Member}'");

        await servers.A.Client.Directory.ErasePersonAsync(new() { PersonId = nobody });
        Assert.Equal((4, 4), await ScoresAsync(touched));
        await servers.A.Client.Directory.ErasePersonAsync(new() { PersonId = touched.Member });

        Assert.Equal((0, 0), await ScoresAsync(touched));
        Assert.Equal((4, 4), await ScoresAsync(kept));
        // Recorded where the server has the person in mind.
        await kept.OnB.RecordAsync(kept.Member, Visit, DateTimeOffset.UtcNow);
        Assert.Equal((5, 5), await ScoresAsync(kept));
        var unknown = await Assert.ThrowsAsync<Grpc.Core.RpcException>(
            () => touched.OnB.RecordAsync(touched.Member, Visit, DateTimeOffset.UtcNow));
        Assert.Equal(Grpc.Core.StatusCode.InvalidArgument, unknown.StatusCode);
    }

    [SkippableFact]
    public async Task With_Redis_away_a_command_has_only_its_group_read_anew()
    {
        await using var servers = await TwoServers.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        var (touched, kept) = (await GroupAsync(servers), await GroupAsync(servers));
        var second = await touched.OnA.PersonAsync("Second");
        await ForgetMembersAsync(servers, kept);

        servers.Redis.Kill();
        await touched.OnA.AssignAsync(second, Scenario.Champion, MembershipSource.Manual);
        servers.Redis.Start();

        foreach (var scenario in new[] { touched.OnA, touched.OnB })
        {
            Assert.Equal(2, Assert.Single((await Eventually.AnswersAsync(() => scenario.ScoreAsync())).Roles).Members);
        }

        Assert.Equal((4, 4), await ScoresAsync(kept));
    }

    [SkippableFact]
    public async Task A_command_has_only_its_group_read_anew_and_once()
    {
        await using var servers = await TwoServers.StartAsync();
        var (touched, kept) = (await GroupAsync(servers), await GroupAsync(servers));
        var second = await touched.OnA.PersonAsync("Second");
        await ForgetMembersAsync(servers, kept);

        await touched.OnA.AssignAsync(second, Scenario.Champion, MembershipSource.Manual);
        Assert.Equal((4, 4), await ScoresAsync(touched));
        // What was read after the command stays, also when the log tells of the command.
        await ForgetMembersAsync(servers, touched);
        await Task.Delay(1_500);

        Assert.Equal((4, 4), await ScoresAsync(touched));
        Assert.Equal((4, 4), await ScoresAsync(kept));
    }

    [SkippableFact]
    public async Task Another_name_of_a_role_has_all_rosters_read_anew_and_no_accounts()
    {
        await using var servers = await TwoServers.StartAsync();
        var group = await GroupAsync(servers);
        await ForgetMembersAsync(servers, group);
        await StoredRows.ExecuteAsync(servers.Folder, $"DELETE FROM person WHERE id = '{group.Member}'");
        var role = (await servers.A.Client.Roles.CreateRoleAsync(new() { Role = new() { DisplayName = "Sponsor" } })).Role;

        await servers.A.Client.Roles.UpdateRoleAsync(
            new() { Role = new() { RoleId = role.RoleId, DisplayName = "Patron" }, UpdateMask = new() { Paths = { "display_name" } } });

        Assert.Equal((0, 0), await ScoresAsync(group));
        Assert.Equal(RecordOutcome.Recorded, await group.OnB.RecordAsync(group.Member, Visit, DateTimeOffset.UtcNow));
    }

    /// <summary>A group with a member whose score is 4, which both servers have in mind.</summary>
    private static async Task<SharedGroup> GroupAsync(TwoServers servers)
    {
        var onA = await new Scenario(servers.A.Client).GroupAsync((Scenario.Champion, RoleWeighting.Normal, true, 1));
        var member = await onA.MemberAsync("Member", Scenario.Champion);
        var group = new SharedGroup(onA, onA.Through(servers.B.Client), member);
        await onA.RecordAsync(member, Visit, DateTimeOffset.UtcNow, 3);
        await group.OnB.RecordAsync(member, Visit, DateTimeOffset.UtcNow);
        Assert.Equal((4, 4), await ScoresAsync(group));
        // The log tells both servers of the member once more: not of what they have read since.
        await Task.Delay(1_100);
        Assert.Equal((4, 4), await ScoresAsync(group));
        return group;
    }

    private static async Task ForgetMembersAsync(TwoServers servers, SharedGroup group)
    {
        foreach (var table in Tables)
        {
            await StoredRows.ExecuteAsync(servers.Folder, $"DELETE FROM {table} WHERE group_id = '{group.OnA.GroupId}'");
        }
    }

    private static async Task<(double A, double B)> ScoresAsync(SharedGroup group) =>
        ((await Eventually.AnswersAsync(() => group.OnA.ScoreAsync())).Score.Exact,
            (await Eventually.AnswersAsync(() => group.OnB.ScoreAsync())).Score.Exact);

    private sealed record SharedGroup(Scenario OnA, Scenario OnB, string Member);
}
