using BuyingGroups.Domain.Directory;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Directory;
using Xunit;
using static BuyingGroups.Storage.Sql.Directory.AccountUpsertOutcome;

namespace BuyingGroups.Storage.Tests.Sql;

public abstract class DirectoryAccountsTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    [SkippableFact]
    public async Task An_account_keeps_what_was_said()
    {
        var attributes = new AccountAttributes
        {
            Industry = "Automotive",
            Region = "EMEA",
            Country = "DE",
            WebsiteDomain = "müller.example",
            AnnualRevenue = 1.5e6,
            EmployeeCount = 3_000_000_000,
            ProductsOwned = ["X", "Y"],
            Custom = new Dictionary<string, AttributeValue>
            {
                ["zeta"] = new() { Text = "" },
                ["Alpha"] = new() { Number = -0.5 },
                ["flag"] = new() { Boolean = false },
            },
        };
        await AccountsAsync("holding");

        Assert.Equal([Created], await UpsertAsync(new Account(new("acme"), "Acme \"Müller\"", new("holding"), attributes)));

        var read = await Directory.GetAccountAsync(new("acme"));
        Assert.Equal(("Acme \"Müller\"", new AccountId("holding")), (read.Name, read.ParentId));
        Assert.Equal(Time.GetUtcNow(), read.CreatedAt);
        Assert.Equal(Time.GetUtcNow(), read.UpdatedAt);
        Assert.Equivalent(attributes, read.Attributes, strict: true);
    }

    [SkippableFact]
    public async Task An_upsert_replaces_all_and_tells_whether_anything_changed()
    {
        var known = Account("acme") with
        {
            Attributes = new AccountAttributes
            {
                Industry = "IT",
                Custom = new Dictionary<string, AttributeValue> { ["a"] = new() { Text = "1" }, ["b"] = new() { Text = "2" } },
            },
        };
        await UpsertAsync(known);
        var made = Time.GetUtcNow();
        Time.Advance(TimeSpan.FromSeconds(1));
        var sameInAnotherOrder = known with
        {
            Attributes = known.Attributes with
            {
                Custom = new Dictionary<string, AttributeValue> { ["b"] = new() { Text = "2" }, ["a"] = new() { Text = "1" } },
            },
        };

        Assert.Equal([Unchanged], await UpsertAsync(sameInAnotherOrder));
        Assert.Equal(made, (await Directory.GetAccountAsync(new("acme"))).UpdatedAt);

        Assert.Equal([Updated], await UpsertAsync(Account("acme")));
        var read = await Directory.GetAccountAsync(new("acme"));
        Assert.Equal((made, Time.GetUtcNow()), (read.CreatedAt, read.UpdatedAt));
        Assert.Null(read.Attributes.Industry);
        Assert.Empty(read.Attributes.Custom);
    }

    [SkippableFact]
    public async Task Ids_differ_by_case_and_by_accent()
    {
        Assert.Equal([Created, Created, Created], await UpsertAsync(Account("a"), Account("A"), Account("á")));

        Assert.Equal("A Inc.", (await Directory.GetAccountAsync(new("A"))).Name);
        Assert.Equal("a Inc.", (await Directory.GetAccountAsync(new("a"))).Name);
        Assert.Equal(3, (await Directory.ListAccountsAsync(PageRequest.First(50))).Items.Count);
    }

    [SkippableFact]
    public async Task A_parent_may_come_later_in_the_batch() =>
        Assert.Equal([Created, Created, Created], await UpsertAsync(Account("leaf", "branch"), Account("branch", "root"), Account("root")));

    [SkippableFact]
    public async Task One_bad_item_fails_only_itself() =>
        Assert.Equal(
            [Created, UnknownParent, Created, UnknownParent],
            await UpsertAsync(Account("a"), Account("b", "nowhere"), Account("c", "a"), Account("d", "A")));

    [SkippableFact]
    public async Task What_hangs_on_a_refused_account_is_refused_unless_the_account_is_there_already()
    {
        await AccountsAsync("known");

        Assert.Equal(
            [UnknownParent, UnknownParent, UnknownParent, Created],
            await UpsertAsync(
                Account("child", "refused"), Account("refused", "nowhere"), Account("known", "nowhere"), Account("below", "known")));
        Assert.Null((await Directory.GetAccountAsync(new("known"))).ParentId);
    }

    [SkippableFact]
    public async Task No_account_is_above_itself()
    {
        Assert.Equal([ParentCycle], await UpsertAsync(Account("self", "self")));
        Assert.Equal([ParentCycle, ParentCycle, Created], await UpsertAsync(Account("a", "b"), Account("b", "a"), Account("c")));

        await UpsertAsync(Account("top"), Account("middle", "top"), Account("bottom", "middle"));
        Assert.Equal([ParentCycle], await UpsertAsync(Account("top", "bottom")));
        Assert.Equal([ParentCycle], await UpsertAsync(Account("top", "middle")));
    }

    [SkippableFact]
    public async Task A_batch_may_turn_a_hierarchy_round()
    {
        await UpsertAsync(Account("top"), Account("bottom", "top"));

        Assert.Equal([Updated, Updated], await UpsertAsync(Account("top", "bottom"), Account("bottom")));
        Assert.Equal(new AccountId("bottom"), (await Directory.GetAccountAsync(new("top"))).ParentId);
    }

    [SkippableFact]
    public async Task Two_batches_at_the_same_time_cannot_close_a_cycle()
    {
        for (var i = 0; i < 20; i++)
        {
            var (a, b) = ($"a{i}", $"b{i}");
            await AccountsAsync(a, b);

            var outcomes = await Task.WhenAll(
                Task.Run(() => UpsertAsync(Account(a, b))),
                Task.Run(() => UpsertAsync(Account(b, a))));

            Assert.Equal([Updated, ParentCycle], outcomes.SelectMany(each => each).Order());
        }
    }

    [SkippableFact]
    public async Task An_id_that_comes_twice_is_applied_twice_in_order()
    {
        Assert.Equal(
            [Created, Unchanged, Updated],
            await UpsertAsync(Account("acme", name: "One"), Account("acme", name: "One"), Account("acme", name: "Two")));
        Assert.Equal("Two", (await Directory.GetAccountAsync(new("acme"))).Name);
    }

    [SkippableFact]
    public async Task A_batch_of_a_thousand_is_taken_at_once()
    {
        var accounts = Enumerable.Range(0, 1_000).Select(i => Account($"{i:0000}", i == 0 ? null : $"{i - 1:0000}")).Reverse().ToArray();

        Assert.All(await UpsertAsync(accounts), outcome => Assert.Equal(Created, outcome));
        Assert.All(await UpsertAsync(accounts), outcome => Assert.Equal(Unchanged, outcome));
    }

    [SkippableFact]
    public async Task Lists_are_in_the_order_of_ids_and_filter_by_parent()
    {
        await UpsertAsync(Account("b"), Account("a"), Account("B"), Account("a2", "a"), Account("a1", "a"));

        Assert.Equal(
            ["B", "a", "a1", "a2", "b"], (await AllAsync(2, page => Directory.ListAccountsAsync(page))).Select(each => each.Id.Value));
        Assert.Equal(
            ["a1", "a2"], (await AllAsync(1, page => Directory.ListAccountsAsync(page, new AccountId("a")))).Select(each => each.Id.Value));
        Assert.Empty((await Directory.ListAccountsAsync(PageRequest.First(5), new AccountId("A"))).Items);
    }

    [SkippableFact]
    public async Task An_unknown_account_is_not_found()
    {
        await AccountsAsync("acme");

        var exception = await Assert.ThrowsAsync<ResourceNotFoundException>(() => Directory.GetAccountAsync(new("Acme")));

        Assert.Equal((ResourceTypes.Account, "Acme"), (exception.ResourceType, exception.Id));
    }

    private Task<IReadOnlyList<AccountUpsertOutcome>> UpsertAsync(params Account[] accounts) => Directory.UpsertAccountsAsync(accounts);
}

public sealed class DirectoryAccountsOnSqliteTests() : DirectoryAccountsTests(new SqliteTestEngine());

public sealed class DirectoryAccountsOnSqlServerTests() : DirectoryAccountsTests(new SqlServerTestEngine());
