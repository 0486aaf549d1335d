using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Jobs;

/// <summary>What completeness asks of the roles of a live template is changed, and the groups follow in the background.</summary>
public sealed class CompletenessSettingsTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningServer _server = null!;
    private JobScenario _scenario = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync(
            _folder.Path, ("Jobs:GroupsAtOnce", "2"), ("Jobs:PauseMilliseconds", "20"), ("Jobs:DailyAt", ""));
        _scenario = await new JobScenario(_server.Client).SetUpAsync(accounts: 20);
        await _scenario.CreateGroupsAsync();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Scores_follow_at_once_lists_and_events_with_the_job()
    {
        // Two Decision Makers, an Influencer, no Champion: 2 of 3 roles. Without the Champion, and with four Decision Makers asked for: 50
        // and 100.
        var group = await _scenario.GroupOfAsync(0);
        Assert.Equal(67, await DisplayedAsync(group));
        var answer = await UpdateAsync(Setting(Scenario.Champion, false), Setting(Scenario.DecisionMaker, true, 4));

        Assert.Equal(75, await DisplayedAsync(group));
        Assert.Equal(
            [(true, 4), (true, 1), (false, 1)],
            answer.RoleTemplate.Roles.Select(role => (role.RequiredForCompleteness, role.RequiredMembers)));
        var job = await _scenario.EndedAsync(answer.JobId);
        Assert.Equal(
            (JobType.Completeness, JobStatus.Succeeded, new JobProgress { GroupsTotal = 10, GroupsDone = 10, CompletenessChanged = 10 }),
            (job.Type, job.Status, job.Progress));
        var events = (await _server.Client.Events.ListEventsAsync(new()
        {
            Filter = new()
            {
                Types_ = { EventType.CompletenessChanged },
                OldCompleteness = new() { Comparison = NumberComparison.Equal, Value = 67 },
                NewCompleteness = new() { Comparison = NumberComparison.Equal, Value = 75 },
            },
        })).Events;
        Assert.Equal(10, events.Count);
        Assert.All(events, change => Assert.Equal($"jobs/{job.JobId}", change.Author));
        Assert.Equal(10, (await StoredRows.ReadAsync(_folder.Path, "SELECT id FROM buying_group WHERE completeness_displayed = 75")).Count);
    }

    [Fact]
    public async Task A_change_while_the_job_runs_has_it_begin_anew()
    {
        var first = await UpdateAsync(Setting(Scenario.Champion, false));
        var second = await UpdateAsync(Setting(Scenario.Champion, true), Setting(Scenario.Influencer, true, 2));
        var job = await _scenario.EndedAsync(second.JobId);

        Assert.Equal(10, (await StoredRows.ReadAsync(_folder.Path, "SELECT id FROM buying_group WHERE completeness_displayed = 50")).Count);
        Assert.Equal(JobStatus.Succeeded, job.Status);
        if (first.JobId != second.JobId)
        {
            await _scenario.EndedAsync(first.JobId);
        }
    }

    [Fact]
    public async Task What_does_not_fit_is_refused()
    {
        Assert.Equal((StatusCode.InvalidArgument, "settings[0].role_id"), await FaultAsync(Setting("other", true)));
        Assert.Equal((StatusCode.InvalidArgument, "settings"), await FaultAsync());
        Assert.Equal(
            (StatusCode.InvalidArgument, "settings[1].required_members,settings[1].role_id"),
            await FaultAsync(Setting(Scenario.Champion, true), Setting(Scenario.Champion, true, 0)));
        var stale = await Assert.ThrowsAsync<RpcException>(async () => await _server.Client.RoleTemplates.UpdateCompletenessSettingsAsync(
            new() { RoleTemplateId = _scenario.TemplateId, Etag = "99", Settings = { Setting(Scenario.Champion, true) } }));
        Assert.Equal(StatusCode.Aborted, stale.StatusCode);
        var draft = (await _server.Client.RoleTemplates.CreateRoleTemplateAsync(
            new() { RoleTemplate = new() { DisplayName = "Draft" } })).RoleTemplate;
        var error = await Assert.ThrowsAsync<RpcException>(async () => await _server.Client.RoleTemplates.UpdateCompletenessSettingsAsync(
            new() { RoleTemplateId = draft.RoleTemplateId, Settings = { Setting(Scenario.Champion, true) } }));
        Assert.Equal("TEMPLATE_NOT_LIVE", error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
    }

    private static CompletenessSetting Setting(string role, bool required, int? members = null)
    {
        var setting = new CompletenessSetting { RoleId = role, RequiredForCompleteness = required };
        if (members is { } number)
        {
            setting.RequiredMembers = number;
        }

        return setting;
    }

    private async Task<UpdateCompletenessSettingsResponse> UpdateAsync(params CompletenessSetting[] settings) =>
        await _server.Client.RoleTemplates.UpdateCompletenessSettingsAsync(
            new() { RoleTemplateId = _scenario.TemplateId, Settings = { settings } });

    private async Task<(StatusCode Code, string Fields)> FaultAsync(params CompletenessSetting[] settings)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => UpdateAsync(settings));
        var fields = error.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field);
        return (error.StatusCode, string.Join(',', fields.Order()));
    }

    private async Task<long> DisplayedAsync(string group) =>
        (await _server.Client.Scores.GetCompletenessScoreAsync(new() { BuyingGroupId = group })).CompletenessScore.Score.Displayed;
}
