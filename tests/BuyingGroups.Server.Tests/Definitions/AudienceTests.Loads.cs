using BuyingGroups.Server.Tests.Faults;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Definitions;

// Lists that come as a stream.
public sealed partial class AudienceTests
{
    [Fact]
    public async Task A_bad_message_of_a_stream_names_the_field_and_nothing_changes()
    {
        await _scenario.AccountAsync(_scenario.Account);
        var audience = await ListedAsync();
        var before = (await LoadAsync(audience, [[_scenario.Account]])).Audience;
        LoadAudienceAccountsRequest Good() => new() { AudienceId = audience.AudienceId, AccountIds = { "x" } };
        async Task RefusedAsync(string field, string reason, params LoadAudienceAccountsRequest[] pieces) =>
            Refusal.Expect((await LoadErrorOf(pieces)).GetRpcStatus(), field, reason);

        await RefusedAsync("audience_id", "REQUIRED");
        await RefusedAsync("audience_id", "REQUIRED", new LoadAudienceAccountsRequest { AccountIds = { "x" } });
        await RefusedAsync("audience_id", "AMBIGUOUS", Good(), new() { AudienceId = "another" });
        await RefusedAsync("audience_id", "MALFORMED", Good(), new() { AudienceId = " x" });
        await RefusedAsync("account_ids[1]", "REQUIRED", Good(), new() { AccountIds = { "x", "" } });
        await RefusedAsync("account_ids[2]", "MALFORMED", Good(), new() { AccountIds = { "x", "y", "a\u0001" } });
        await RefusedAsync(
            "account_ids[0]",
            "TOO_LONG",
            new LoadAudienceAccountsRequest { AudienceId = audience.AudienceId, AccountIds = { new string('x', 129) } });
        await RefusedAsync("account_ids", "TOO_MANY", Good(), new() { AccountIds = { Enumerable.Repeat("x", 10_001) } });

        Assert.Equal(before, await GetAsync(audience));
        Assert.Equal([_scenario.Account], (await AllAsync(audience, 0)).Accounts.Select(account => account.AccountId));
    }

    [Fact]
    public async Task A_list_of_more_than_a_million_accounts_is_refused()
    {
        var audience = await ListedAsync();
        IEnumerable<string> Ids(int piece) => Enumerable.Range(piece * 10_000, 10_000).Select(number => $"unknown-{number}");

        var error = await LoadErrorOf(
        [
            .. Enumerable.Range(0, 100)
                .Select(piece => new LoadAudienceAccountsRequest { AudienceId = audience.AudienceId, AccountIds = { Ids(piece) } }),
            new LoadAudienceAccountsRequest { AccountIds = { Ids(0) } }, // Once more: no more different ids than before.
            new LoadAudienceAccountsRequest { AccountIds = { "one more" } },
        ]);

        Refusal.Expect(error.GetRpcStatus(), "account_ids", "TOO_MANY");
        Assert.Contains("1,000,000", error.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(audience, await GetAsync(audience));
    }

    [Fact]
    public async Task An_audience_without_a_list_takes_none()
    {
        var audience = await CreateAsync(new() { DisplayName = Id("Condition"), Condition = new() { Text = "country IS \"DE\"" } });

        var error = await LoadErrorOf(new LoadAudienceAccountsRequest { AudienceId = audience.AudienceId });

        Assert.Equal((StatusCode.FailedPrecondition, "AUDIENCE_WITHOUT_LIST"), (error.StatusCode, ReasonOf(error)));
    }

    [Fact]
    public async Task A_stream_that_breaks_changes_nothing()
    {
        var ids = await ManyAsync(5_000);
        var audience = await ListedAsync();
        var before = (await LoadAsync(audience, [ids[..10]])).Audience;

        using (var call = Audiences.LoadAudienceAccounts())
        {
            await call.RequestStream.WriteAsync(new() { AudienceId = audience.AudienceId, AccountIds = { ids[..4_000] } });
            await call.RequestStream.WriteAsync(new() { AccountIds = { ids[4_000..] } });
            // Long enough for the server to be at work on it.
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }

        Assert.Equal(before, await GetAsync(audience));
        Assert.Equal(10, (await AllAsync(audience, 0)).Accounts.Count);
        Assert.Equal(20, (await LoadAsync(audience, [ids[..20]])).AccountsListed);
    }

    [Fact]
    public async Task A_stream_that_took_too_long_while_another_was_complete_is_aborted()
    {
        using var folder = new TemporaryFolder();
        await using var own = await RunningServer.StartAsync(folder.Path);
        var scenario = new Scenario(own.Client);
        await scenario.AccountAsync(scenario.Account);
        var audience = (await own.Client.Audiences.CreateAudienceAsync(
            new() { Audience = new() { DisplayName = "Slow", HasAccountList = true } })).Audience;
        var piece = new LoadAudienceAccountsRequest { AudienceId = audience.AudienceId, AccountIds = { scenario.Account } };
        using var slow = own.Client.Audiences.LoadAudienceAccounts();
        await slow.RequestStream.WriteAsync(piece);
        await Task.Delay(TimeSpan.FromMilliseconds(500));

        await SetBackBeginningOfLoadsAsync(folder.Path);
        using var quick = own.Client.Audiences.LoadAudienceAccounts();
        await quick.RequestStream.WriteAsync(piece);
        await quick.RequestStream.CompleteAsync();
        Assert.Equal(1, (await quick.ResponseAsync.EndsAsync("the answer to the load")).AccountsListed);
        await slow.RequestStream.CompleteAsync();
        var error = await Assert.ThrowsAsync<RpcException>(() => slow.ResponseAsync.EndsAsync("the end of the load"));

        Assert.Equal((StatusCode.Aborted, "LOAD_SUPERSEDED"), (error.StatusCode, ReasonOf(error)));
    }

    // The clock that tells how long a load takes is the database's, which a test can't set.
    private static async Task SetBackBeginningOfLoadsAsync(string folder)
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection(
            $"Data Source={Path.Combine(folder, "buyinggroups.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE audience_list SET created_at = '2026-01-01T00:00:00.0000000Z'";
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    [Fact]
    public async Task A_server_that_stops_ends_an_idle_stream_at_once_with_UNAVAILABLE()
    {
        using var folder = new TemporaryFolder();
        var own = await RunningServer.StartAsync(folder.Path);
        using var client = Client.BuyingGroupsClient.Create(own.Address);
        var audience = (await client.Audiences.CreateAudienceAsync(
            new() { Audience = new() { DisplayName = "Idle", HasAccountList = true } })).Audience;
        using var call = client.Audiences.LoadAudienceAccounts();
        await call.RequestStream.WriteAsync(new() { AudienceId = audience.AudienceId, AccountIds = { "x" } });
        await Task.Delay(TimeSpan.FromMilliseconds(500));

        var ended = Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.EndsAsync("the end of the load"));
        await own.DisposeAsync();

        Assert.Equal(StatusCode.Unavailable, (await ended).StatusCode);
    }
}
