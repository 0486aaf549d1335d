using BuyingGroups.Server.Tests.Faults;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Directory;

/// <summary>Accounts and people: created, replaced, read and listed.</summary>
public sealed class UpsertTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private readonly Scenario _scenario = new(server.Client);

    [Fact]
    public async Task An_upsert_answers_item_by_item_and_a_bad_item_fails_only_itself()
    {
        var (top, child) = (_scenario.Unique("top"), _scenario.Unique("child"));

        var accounts = await server.Client.Directory.BatchUpsertAccountsAsync(new()
        {
            Accounts =
            {
                new Account { AccountId = top, DisplayName = "Top" },
                new Account { AccountId = child, DisplayName = "" },
                new Account { AccountId = child, DisplayName = "Child", ParentAccountId = top },
                new Account { AccountId = top, DisplayName = "Top" },
                new Account { AccountId = top, DisplayName = "Top of all" },
                new Account { AccountId = _scenario.Unique("orphan"), DisplayName = "Orphan", ParentAccountId = "nowhere" },
            },
        });
        var cycle = await server.Client.Directory.BatchUpsertAccountsAsync(
            new() { Accounts = { new Account { AccountId = top, DisplayName = "Top of all", ParentAccountId = child } } });
        var people = await server.Client.Directory.BatchUpsertPeopleAsync(new()
        {
            People =
            {
                new Person { PersonId = _scenario.Unique("ada"), AccountId = child },
                new Person { PersonId = _scenario.Unique("bob"), AccountId = "nowhere" },
                new Person { PersonId = _scenario.Unique("ada"), AccountId = child },
                new Person { PersonId = _scenario.Unique("ada"), AccountId = child, FirstName = "Ada" },
                new Person { PersonId = _scenario.Unique("ada"), AccountId = top, FirstName = "Ada" },
            },
        });

        Assert.Equal(
            [UpsertOutcome.Created, null, UpsertOutcome.Created, UpsertOutcome.Unchanged, UpsertOutcome.Updated, null],
            accounts.Results.Select(OutcomeOf));
        Refusal.Expect(accounts.Results[1].Error, "accounts[1].display_name", "REQUIRED");
        Refusal.Expect(accounts.Results[5].Error, "accounts[5].parent_account_id", "UNKNOWN_ACCOUNT");
        Refusal.Expect(cycle.Results[0].Error, "accounts[0].parent_account_id", "ACCOUNT_CYCLE");
        Assert.Equal(
            [UpsertOutcome.Created, null, UpsertOutcome.Unchanged, UpsertOutcome.Updated, UpsertOutcome.Moved],
            people.Results.Select(OutcomeOf));
        Refusal.Expect(people.Results[1].Error, "people[1].account_id", "UNKNOWN_ACCOUNT");
    }

    [Fact]
    public async Task Every_attribute_of_an_account_comes_back_as_it_was_given()
    {
        var account = new Account
        {
            AccountId = _scenario.Unique("full"),
            DisplayName = "Łódź & Söhne <GmbH> 株式会社 🎉",
            Industry = "Automotive",
            Region = "",
            Country = "DE",
            WebsiteDomain = "example.com",
            AnnualRevenue = 1_234_567.89,
            EmployeeCount = 0,
            ProductsOwned = { "X", "Y", "X" },
            CustomAttributes =
            {
                ["Tier"] = new() { Text = "gold" },
                ["tier"] = new() { Text = "" },
                ["Seats"] = new() { Number = -0.1 },
                ["Partner"] = new() { Boolean = false },
            },
        };
        await server.Client.Directory.BatchUpsertAccountsAsync(new() { Accounts = { account } });

        var stored = (await server.Client.Directory.GetAccountAsync(new() { AccountId = account.AccountId })).Account;

        Assert.Equal(stored.CreateTime, stored.UpdateTime);
        stored.CreateTime = stored.UpdateTime = null;
        Assert.Equal(account, stored);
        Assert.True(stored.HasRegion);
    }

    [Fact]
    public async Task Every_attribute_of_a_person_comes_back_as_it_was_given_and_what_a_later_upsert_leaves_out_is_gone()
    {
        await _scenario.AccountAsync(_scenario.Account);
        var person = new Person
        {
            PersonId = _scenario.Unique("full"),
            AccountId = _scenario.Account,
            FirstName = "Ada",
            LastName = "",
            JobTitle = "Sr Director, IT",
            EmailAddress = "ada@example.com",
            EmailInvalid = false,
            EmailSuspended = true,
            Phone = "+44 1",
            MobilePhone = "+44 2",
            City = "London",
            State = "Greater London",
            InferredStateRegion = "London",
            PostalCode = "N1",
            Country = "GB",
            CustomAttributes = { ["Score"] = new() { Number = 1e300 }, ["Newsletter"] = new() { Boolean = true } },
        };
        await server.Client.Directory.BatchUpsertPeopleAsync(new() { People = { person } });
        var stored = await GetAsync();
        var created = stored.CreateTime;
        stored.CreateTime = stored.UpdateTime = null;
        Assert.Equal(person, stored);

        await server.Client.Directory.BatchUpsertPeopleAsync(
            new() { People = { new Person { PersonId = person.PersonId, AccountId = person.AccountId, City = "Bath" } } });

        var replaced = await GetAsync();
        Assert.Equal(
            ("Bath", false, false, 0), (replaced.City, replaced.HasFirstName, replaced.HasEmailInvalid, replaced.CustomAttributes.Count));
        Assert.Equal(created, replaced.CreateTime);
        Assert.True(replaced.UpdateTime.ToDateTimeOffset() >= created.ToDateTimeOffset());

        async Task<Person> GetAsync() => (await server.Client.Directory.GetPersonAsync(new() { PersonId = person.PersonId })).Person;
    }

    [Fact]
    public async Task Accounts_below_a_parent_are_listed_in_pages()
    {
        var parent = _scenario.Unique("parent");
        string[] children = [.. Enumerable.Range(0, 5).Select(i => _scenario.Unique($"child{i}"))];
        await server.Client.Directory.BatchUpsertAccountsAsync(new()
        {
            // The parent comes last: it need only be in the same batch.
            Accounts =
            {
                children.Select(child => new Account { AccountId = child, DisplayName = child, ParentAccountId = parent }),
                new Account { AccountId = parent, DisplayName = parent },
                new Account { AccountId = _scenario.Unique("grandchild"), DisplayName = "Grandchild", ParentAccountId = children[0] },
            },
        });

        var listed = new List<string>();
        var request = new ListAccountsRequest { ParentAccountId = parent, PageSize = 2 };
        do
        {
            var page = await server.Client.Directory.ListAccountsAsync(request);
            listed.AddRange(page.Accounts.Select(account => account.AccountId));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(children, listed);
    }

    [Fact]
    public async Task People_of_an_account_are_listed_in_pages_and_ids_differ_by_case()
    {
        await _scenario.AccountAsync(_scenario.Account);
        string[] people = [_scenario.Unique("ANN"), _scenario.Unique("Ann"), _scenario.Unique("ann"), _scenario.Unique("bob")];
        foreach (var person in people)
        {
            await server.Client.Directory.BatchUpsertPeopleAsync(
                new() { People = { new Person { PersonId = person, AccountId = _scenario.Account } } });
        }

        var listed = new List<string>();
        var request = new ListPeopleRequest { AccountId = _scenario.Account, PageSize = 3 };
        do
        {
            var page = await server.Client.Directory.ListPeopleAsync(request);
            listed.AddRange(page.People.Select(person => person.PersonId));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(people, listed);
    }

    [Fact]
    public async Task What_there_is_not_is_not_found()
    {
        var account = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Client.Directory.GetAccountAsync(new() { AccountId = "none" }));
        var person = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Client.Directory.GetPersonAsync(new() { PersonId = "none" }));

        Assert.Equal([StatusCode.NotFound, StatusCode.NotFound], [account.StatusCode, person.StatusCode]);
    }

    private static UpsertOutcome? OutcomeOf(UpsertResult result) => result.HasOutcome ? result.Outcome : null;
}
