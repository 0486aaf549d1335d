using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Xunit;

namespace BuyingGroups.Server.Tests.Jobs;

/// <summary>An account that fails, whatever for, is listed in the job's errors, and the others are done.</summary>
public sealed class FailingAccountTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private RunningServer? _server;
    private JobScenario? _scenario;

    private JobScenario Jobs => _scenario!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync(_folder.Path, ("Jobs:DailyAt", ""), ("Jobs:AccountsAtOnce", "4"));
        _scenario = new JobScenario(_server.Client);
    }

    public Task DisposeAsync() => _server!.DisposeAsync().AsTask();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Chief\ufffe")]
    [InlineData("Chief \uffff\ufdd0 \u0001\u0378")]
    public async Task A_title_that_is_no_clean_Unicode_is_compared_like_any_other(string title)
    {
        await Jobs.SetUpAsync(accounts: 3);
        await Jobs.RetitleAsync(0, JobScenario.Engineer, title);

        var job = await Jobs.CreateGroupsAsync();

        Assert.Equal(
            (JobStatus.Succeeded, 3, 0, 2), (job.Status, job.Progress.AccountsDone, job.Progress.Errors, job.Progress.GroupsCreated));
        Assert.Contains("engineer: decision-maker", await Jobs.MembersAsync(0), StringComparison.Ordinal);
        var tested = await _server!.Client.Directory.TestPersonConditionAsync(
            new() { AccountId = JobScenario.Account(0), Condition = new() { Text = "job_title STARTS WITH \"chief\"" } });
        Assert.Contains(title, tested.People.Select(person => person.JobTitle));
    }

    [Fact]
    public async Task An_account_whose_group_cannot_be_written_is_an_error_and_its_batch_is_done()
    {
        await Jobs.SetUpAsync(accounts: 20);
        await StoredRows.ExecuteAsync(_folder.Path, """
            CREATE TRIGGER broken BEFORE INSERT ON buying_group WHEN NEW.account_id IN ('account-0004', 'account-0010')
            BEGIN SELECT RAISE(ABORT, 'broken'); END
            """);

        var job = await Jobs.CreateGroupsAsync();

        Assert.Equal(
            (JobStatus.Succeeded, 20, 2, 8, 24),
            (job.Status, job.Progress.AccountsDone, job.Progress.Errors, job.Progress.GroupsCreated, job.Progress.MembersAssigned));
        Assert.Equal(["account-0004", "account-0010"], job.Errors.Select(error => error.AccountId));
        Assert.All(
            job.Errors, error => Assert.Equal("The server failed on this account (SqliteException); its log says where.", error.Message));
    }

    [Fact]
    public async Task An_account_that_cannot_be_decided_on_is_an_error_and_its_batch_is_done()
    {
        await _server!.Client.Directory.CreateAttributeAsync(
            new() { Attribute = new() { Subject = AttributeSubject.Account, Attribute_ = "custom.tier", Type = AttributeType.Text } });
        await Jobs.SetUpAsync(accounts: 6, condition: "NOT custom.tier IS \"gold\"");
        await StoredRows.ExecuteAsync(_folder.Path, "UPDATE account SET attributes = '{\"custom\":null}' WHERE id = 'account-0003'");

        var job = await Jobs.CreateGroupsAsync();

        Assert.Equal(
            (JobStatus.Succeeded, 6, 1, 5), (job.Status, job.Progress.AccountsDone, job.Progress.Errors, job.Progress.GroupsCreated));
        Assert.Equal("account-0003", Assert.Single(job.Errors).AccountId);
    }

    [Fact]
    public async Task A_list_of_accounts_goes_on_past_one_too()
    {
        await Jobs.SetUpAsync(accounts: 8);
        var audience = (await _server!.Client.Audiences.CreateAudienceAsync(
            new() { Audience = new() { DisplayName = "Listed", HasAccountList = true } })).Audience;
        using (var load = _server.Client.Audiences.LoadAudienceAccounts())
        {
            await load.RequestStream.WriteAsync(
                new() { AudienceId = audience.AudienceId, AccountIds = { Enumerable.Range(0, 6).Select(JobScenario.Account) } });
            await load.RequestStream.CompleteAsync();
            await load.ResponseAsync.EndsAsync("the answer to the load");
        }

        await StoredRows.ExecuteAsync(_folder.Path, """
            CREATE TRIGGER broken BEFORE INSERT ON buying_group WHEN NEW.account_id = 'account-0005'
            BEGIN SELECT RAISE(ABORT, 'broken'); END
            """);
        var started = await _server.Client.Jobs.StartCreationJobAsync(
            new() { SolutionInterestId = Jobs.InterestId, AudienceId = audience.AudienceId });
        var job = await Jobs.EndedAsync(started.Job.JobId);

        Assert.Equal(
            (JobStatus.Succeeded, 6, 1, 5), (job.Status, job.Progress.AccountsDone, job.Progress.Errors, job.Progress.GroupsCreated));
        Assert.Equal("account-0005", Assert.Single(job.Errors).AccountId);
    }
}
