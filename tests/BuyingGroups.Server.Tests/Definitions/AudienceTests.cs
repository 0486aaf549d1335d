using BuyingGroups.Server.Tests.Faults;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Definitions;

/// <summary>Audiences: by condition, by list, by both.</summary>
public sealed partial class AudienceTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private readonly Scenario _scenario = new(server.Client);

    private AudienceService.AudienceServiceClient Audiences => server.Client.Audiences;

    [Fact]
    public async Task The_standard_example_selects_who_owns_a_product_and_earns_more_than_a_million()
    {
        var (product, revenue) = (_scenario.Unique("product"), _scenario.Unique("revenue"));
        await DeclareAsync(product, V1.AttributeType.Text);
        await DeclareAsync(revenue, V1.AttributeType.Number);
        Account Of(string name, string owned, double earned) => new()
        {
            AccountId = Id(name),
            DisplayName = name,
            CustomAttributes = { [product] = new() { Text = owned }, [revenue] = new() { Number = earned } },
        };
        await UpsertAsync(Of("rich", "Y", 2e6), Of("poor", "Y", 1e6), Of("other", "X", 2e6), Of("richer", "y", 3e6));
        var text = $"custom.\"{product}\" IS \"Y\" AND custom.\"{revenue}\" > 1000000";

        var audience = await CreateAsync(new() { DisplayName = Id("Upsell"), Condition = new() { Text = text } });
        var (accounts, pages) = await AllAsync(audience, pageSize: 0);
        var count = await Audiences.CountAudienceAccountsAsync(new() { AudienceId = audience.AudienceId });

        Assert.Equal((text, 2), (audience.Condition.Text, audience.Condition.Tree.All.Conditions.Count));
        Assert.Equal([Id("rich"), Id("richer")], accounts.Select(account => account.AccountId));
        Assert.Equal(2, count.Accounts);
        // Others of the directory were looked at too, those of the tests beside this one among them.
        Assert.InRange(pages.Sum(page => page.AccountsTested), 4, int.MaxValue);

        // An account that changes is looked at as it is now.
        await UpsertAsync(Of("poor", "Y", 1e6 + 1));
        Assert.Equal(3, (await Audiences.CountAudienceAccountsAsync(new() { AudienceId = audience.AudienceId })).Accounts);
        var used = await ErrorOf(() => server.Client.Directory.DeleteAttributeAsync(
            new() { Subject = AttributeSubject.Account, Attribute = $"custom.{product}" }));
        Assert.Equal((StatusCode.FailedPrecondition, "ATTRIBUTE_IN_USE"), (used.StatusCode, ReasonOf(used)));
        Assert.Contains(audience.DisplayName, used.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_25000_accounts_comes_as_a_stream_and_is_read_page_by_page()
    {
        var ids = await ManyAsync(25_000);
        var audience = await ListedAsync();

        var loaded = await LoadAsync(
            audience, [ids[..10_000], [.. ids[10_000..19_999], "nobody"], [.. ids[19_999..], ids[0], "nobody", "none"], []]);

        Assert.Equal((25_000, 2), (loaded.AccountsListed, loaded.UnknownAccounts));
        Assert.Equal(["nobody", "none"], loaded.UnknownAccountIds);
        Assert.Equal((25_000, true), (loaded.Audience.ListedAccounts, loaded.Audience.Etag != audience.Etag));
        Assert.Equal(loaded.Audience, await GetAsync(audience));
        Assert.Equal(25_000, (await Audiences.CountAudienceAccountsAsync(new() { AudienceId = audience.AudienceId })).Accounts);
        var (seen, pages) = await AllAsync(audience, pageSize: 1_000);
        Assert.Equal(ids, seen.Select(account => account.AccountId));
        Assert.All(pages, page => Assert.Equal(1_000, page.AccountsTested));
        Assert.Equal(25, pages.Count);
    }

    [Fact]
    public async Task With_list_and_condition_it_is_the_accounts_of_the_list_for_which_the_condition_holds()
    {
        var ids = await ManyAsync(12_000, number => number % 3 == 0 ? 2e6 : 1e6);
        var listed = ids.Where((_, index) => index % 2 == 0).ToArray();
        var audience = await CreateAsync(
            new() { DisplayName = Id("Both"), HasAccountList = true, Condition = new() { Text = "annual_revenue > 1000000" } });
        Assert.Equal(0, (await Audiences.CountAudienceAccountsAsync(new() { AudienceId = audience.AudienceId })).Accounts);

        var loaded = await LoadAsync(audience, [listed]);
        var expected = ids.Where((_, index) => index % 6 == 0);
        var (seen, pages) = await AllAsync(audience, pageSize: 700);
        var count = await Audiences.CountAudienceAccountsAsync(new() { AudienceId = audience.AudienceId });

        Assert.Equal((6_000, 2_000), (loaded.Audience.ListedAccounts, count.Accounts));
        Assert.Equal(expected, seen.Select(account => account.AccountId));
        Assert.Equal([700, 700, 600], pages.Select(page => page.Accounts.Count));
        // Not one of those that aren't listed was looked at.
        Assert.Equal(6_000, pages.Sum(page => page.AccountsTested));

        var without = (await Audiences.UpdateAudienceAsync(
            new() { Audience = new() { AudienceId = audience.AudienceId }, UpdateMask = Mask("condition") })).Audience;
        Assert.Null(without.Condition);
        Assert.Equal(6_000, (await Audiences.CountAudienceAccountsAsync(new() { AudienceId = audience.AudienceId })).Accounts);
    }

    [Fact]
    public async Task A_page_looks_at_ten_thousand_accounts_at_most_and_may_be_empty_and_not_the_last()
    {
        var ids = await ManyAsync(12_000, number => number == 11_500 ? 3e6 : 1e6);
        var audience = await CreateAsync(
            new() { DisplayName = Id("Late"), HasAccountList = true, Condition = new() { Text = "annual_revenue > 2000000" } });
        await LoadAsync(audience, [ids[..10_000], ids[10_000..]]);

        var (seen, pages) = await AllAsync(audience, pageSize: 0);

        Assert.Equal([ids[11_500]], seen.Select(account => account.AccountId));
        Assert.Equal([(0, 10_000), (1, 2_000)], pages.Select(page => (page.Accounts.Count, page.AccountsTested)));
    }

    [Fact]
    public async Task An_audience_is_listed_changed_and_deleted()
    {
        var made = await CreateAsync(new()
        {
            AudienceId = "ignored",
            DisplayName = $"  {Id("Ours")} ",
            Description = "As it was",
            HasAccountList = true,
            ListedAccounts = 7,
            Creator = "somebody",
        });
        var second = await CreateAsync(new() { DisplayName = Id("Ours too"), HasAccountList = true });
        Assert.Equal(
            (Id("Ours"), "As it was", 0, "local", "local"),
            (made.DisplayName, made.Description, made.ListedAccounts, made.Creator, made.Updater));
        Assert.NotEqual("ignored", made.AudienceId);

        var changed = (await Audiences.UpdateAudienceAsync(new()
        {
            Audience = new()
            {
                AudienceId = made.AudienceId,
                Etag = made.Etag,
                DisplayName = "not in the mask",
                Description = "As it is",
                Condition = new() { Text = "country IS \"DE\"" },
            },
            UpdateMask = Mask("description", "condition"),
        })).Audience;
        Assert.Equal(
            (made.DisplayName, "As it is", "country IS \"DE\""), (changed.DisplayName, changed.Description, changed.Condition.Text));

        var first = await Audiences.ListAudiencesAsync(new() { DisplayNamePart = _scenario.Unique("").ToUpperInvariant(), PageSize = 1 });
        var rest = await Audiences.ListAudiencesAsync(
            new() { DisplayNamePart = _scenario.Unique("").ToUpperInvariant(), PageSize = 1, PageToken = first.NextPageToken });
        Assert.Equal(([changed], [second], ""), (first.Audiences, rest.Audiences, rest.NextPageToken));

        var taken = await ErrorOf(
            () => Audiences.CreateAudienceAsync(new() { Audience = new() { DisplayName = Id("OURS"), HasAccountList = true } }));
        var stale = await ErrorOf(() => Audiences.DeleteAudienceAsync(new() { AudienceId = made.AudienceId, Etag = made.Etag }));
        await Audiences.DeleteAudienceAsync(new() { AudienceId = made.AudienceId, Etag = changed.Etag });
        var gone = await ErrorOf(() => Audiences.GetAudienceAsync(new() { AudienceId = made.AudienceId }));
        Assert.Equal((StatusCode.AlreadyExists, "ALREADY_EXISTS"), (taken.StatusCode, ReasonOf(taken)));
        Assert.Equal((StatusCode.Aborted, "ETAG_MISMATCH"), (stale.StatusCode, ReasonOf(stale)));
        Assert.Equal(StatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task What_is_wrong_with_an_audience_names_the_field()
    {
        var byCondition = await CreateAsync(new() { DisplayName = Id("Condition"), Condition = new() { Text = "country IS \"DE\"" } });
        Task RefusedAsync(Audience? audience, string field, string reason) =>
            Refusal.ExpectAsync(() => Audiences.CreateAudienceAsync(new() { Audience = audience }), field, reason);
        Task ChangeRefusedAsync(UpdateAudienceRequest request, string field, string reason) =>
            Refusal.ExpectAsync(() => Audiences.UpdateAudienceAsync(request), field, reason);
        Audience Same() => new() { AudienceId = byCondition.AudienceId };

        await RefusedAsync(null, "audience", "REQUIRED");
        await RefusedAsync(new() { HasAccountList = true }, "audience.display_name", "REQUIRED");
        await RefusedAsync(new() { HasAccountList = true, DisplayName = new string('x', 101) }, "audience.display_name", "TOO_LONG");
        await RefusedAsync(
            new() { HasAccountList = true, DisplayName = "x", Description = new string('x', 2_001) }, "audience.description", "TOO_LONG");
        await RefusedAsync(new() { DisplayName = "x" }, "audience.condition", "REQUIRED");
        await RefusedAsync(new() { DisplayName = "x", Condition = new() }, "audience.condition", "REQUIRED");
        await RefusedAsync(
            new() { DisplayName = "x", Condition = new() { Text = "job_title IS \"x\"" } }, "audience.condition.text", "UNKNOWN_ATTRIBUTE");
        await RefusedAsync(new() { DisplayName = "x", Condition = new() { Text = "country" } }, "audience.condition.text", "MALFORMED");
        await RefusedAsync(
            new() { DisplayName = "x", Condition = new() { Tree = new() { Not = new() { Predicate = new() { Attribute = "country" } } } } },
            "audience.condition.tree.not.predicate.operator",
            "UNKNOWN_VALUE");

        await ChangeRefusedAsync(new() { UpdateMask = Mask("description") }, "audience", "REQUIRED");
        await ChangeRefusedAsync(new() { Audience = Same() }, "update_mask", "REQUIRED");
        await ChangeRefusedAsync(
            new() { Audience = Same(), UpdateMask = Mask("has_account_list") }, "update_mask.paths[0]", "UNKNOWN_VALUE");
        await ChangeRefusedAsync(new() { Audience = Same(), UpdateMask = Mask("condition") }, "audience.condition", "REQUIRED");
        await ChangeRefusedAsync(new() { Audience = Same(), UpdateMask = Mask("display_name") }, "audience.display_name", "REQUIRED");
        await ChangeRefusedAsync(
            new() { Audience = new(Same()) { Condition = new() { Text = "x" } }, UpdateMask = Mask("condition") },
            "audience.condition.text", "MALFORMED");
        Assert.Equal(byCondition, await GetAsync(byCondition));

        await Refusal.ExpectAsync(() => Audiences.GetAudienceAsync(new()), "audience_id", "REQUIRED");
        await Refusal.ExpectAsync(() => Audiences.DeleteAudienceAsync(new()), "audience_id", "REQUIRED");
        await Refusal.ExpectAsync(() => Audiences.CountAudienceAccountsAsync(new()), "audience_id", "REQUIRED");
        await Refusal.ExpectAsync(
            () => Audiences.ListAudienceAccountsAsync(new() { AudienceId = "x", PageSize = 1_001 }), "page_size", "OUT_OF_RANGE");
        await Refusal.ExpectAsync(() => Audiences.ListAudiencesAsync(new() { PageSize = -1 }), "page_size", "OUT_OF_RANGE");
        await Refusal.ExpectAsync(
            () => Audiences.ListAudienceAccountsAsync(new() { AudienceId = byCondition.AudienceId, PageToken = "rubbish" }), "page_token",
            "MALFORMED");
        foreach (var missing in new[]
        {
            await ErrorOf(() => Audiences.GetAudienceAsync(new() { AudienceId = "nobody" })),
            await ErrorOf(() => Audiences.CountAudienceAccountsAsync(new() { AudienceId = "nobody" })),
            await ErrorOf(() => Audiences.ListAudienceAccountsAsync(new() { AudienceId = "nobody" })),
            await ErrorOf(() => Audiences.DeleteAudienceAsync(new() { AudienceId = "nobody" })),
            await ErrorOf(
                () => Audiences.UpdateAudienceAsync(new() { Audience = new() { AudienceId = "nobody" }, UpdateMask = Mask("condition") })),
            await LoadErrorOf(new LoadAudienceAccountsRequest { AudienceId = "nobody" }),
        })
        {
            Assert.Equal(StatusCode.NotFound, missing.StatusCode);
            Assert.Equal("buyinggroups.v1.Audience", missing.GetRpcStatus()!.GetDetail<ResourceInfo>()!.ResourceType);
        }
    }

    private string Id(string name) => _scenario.Unique(name);

    private async Task<Audience> CreateAsync(Audience audience) =>
        (await Audiences.CreateAudienceAsync(new() { Audience = audience })).Audience;

    private Task<Audience> ListedAsync() => CreateAsync(new() { DisplayName = Id("Listed"), HasAccountList = true });

    private async Task<Audience> GetAsync(Audience audience) =>
        (await Audiences.GetAudienceAsync(new() { AudienceId = audience.AudienceId })).Audience;

    /// <summary>A message for each list of accounts.</summary>
    private async Task<LoadAudienceAccountsResponse> LoadAsync(Audience audience, IReadOnlyList<string[]> accounts)
    {
        using var call = Audiences.LoadAudienceAccounts();
        foreach (var (index, ids) in accounts.Index())
        {
            await call.RequestStream.WriteAsync(new() { AudienceId = index % 2 == 0 ? audience.AudienceId : "", AccountIds = { ids } });
        }

        await call.RequestStream.CompleteAsync();
        return await call.ResponseAsync.EndsAsync("the answer to the load");
    }

    private async Task<RpcException> LoadErrorOf(params LoadAudienceAccountsRequest[] pieces)
    {
        using var call = Audiences.LoadAudienceAccounts();
        return await Assert.ThrowsAsync<RpcException>(async () =>
        {
            try
            {
                foreach (var piece in pieces)
                {
                    await call.RequestStream.WriteAsync(piece);
                }

                await call.RequestStream.CompleteAsync();
            }
            catch (RpcException)
            {
                // The server has answered already: what it says is in the response.
            }

            await call.ResponseAsync.EndsAsync("the answer to the load");
        });
    }

    /// <summary>All accounts of an audience, page by page.</summary>
    private async Task<(List<Account> Accounts, List<ListAudienceAccountsResponse> Pages)> AllAsync(Audience audience, int pageSize)
    {
        var (accounts, pages, token) = (new List<Account>(), new List<ListAudienceAccountsResponse>(), "");
        do
        {
            var page = await Audiences.ListAudienceAccountsAsync(
                new() { AudienceId = audience.AudienceId, PageSize = pageSize, PageToken = token });
            pages.Add(page);
            accounts.AddRange(page.Accounts);
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return (accounts, pages);
    }

    private async Task DeclareAsync(string name, V1.AttributeType type) => await server.Client.Directory.CreateAttributeAsync(
        new() { Attribute = new() { Subject = AttributeSubject.Account, Attribute_ = $"custom.{name}", Type = type } });

    private async Task UpsertAsync(params Account[] accounts)
    {
        foreach (var batch in accounts.Chunk(1_000))
        {
            var answer = await server.Client.Directory.BatchUpsertAccountsAsync(new() { Accounts = { batch } });
            Assert.All(answer.Results, result => Assert.Null(result.Error));
        }
    }

    /// <summary>That many accounts; the ids in order.</summary>
    private async Task<string[]> ManyAsync(int count, Func<int, double>? revenueOf = null)
    {
        Account[] accounts =
        [
            .. Enumerable.Range(0, count).Select(number =>
            {
                var account = new Account { AccountId = Id($"a{number:D6}"), DisplayName = $"Account {number}" };
                if (revenueOf is not null)
                {
                    account.AnnualRevenue = revenueOf(number);
                }

                return account;
            }),
        ];
        await UpsertAsync(accounts);
        return [.. accounts.Select(account => account.AccountId)];
    }

    private static FieldMask Mask(params string[] paths) => new() { Paths = { paths } };

    private static async Task<RpcException> ErrorOf<T>(Func<AsyncUnaryCall<T>> call) =>
        await Assert.ThrowsAsync<RpcException>(async () => await call());

    private static string ReasonOf(RpcException error) => error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason;
}
