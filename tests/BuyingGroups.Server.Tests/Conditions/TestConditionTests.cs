using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Conditions;

/// <summary>Whom a condition selects, asked before it is saved anywhere.</summary>
public sealed class TestConditionTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private readonly Scenario _scenario = new(server.Client);

    private DirectoryService.DirectoryServiceClient Directory => server.Client.Directory;

    [Fact]
    public async Task The_standard_example_selects_directors_outside_the_US_and_answers_both_forms()
    {
        await PeopleAsync(
            ("ann", "Director, IT", "DE"),
            ("bob", "sr director", "FR"),
            ("cid", "Director", "us"),
            ("dan", "Deputy Director", "DE"),
            ("eve", null, null));
        const string Text = "job_title STARTS WITH (\"Director\", \"Sr Director\") AND NOT country IS \"US\"";

        var byText = await Directory.TestPersonConditionAsync(
            new() { AccountId = _scenario.Account, Condition = new() { Text = Text.ToLowerInvariant() } });
        var byTree = await Directory.TestPersonConditionAsync(
            new() { AccountId = _scenario.Account, Condition = new() { Tree = byText.Condition.Tree } });

        Assert.Equal([Id("ann"), Id("bob")], byText.People.Select(person => person.PersonId));
        Assert.Equal((5, ""), (byText.PeopleTested, byText.NextPageToken));
        Assert.Equal("job_title STARTS WITH (\"director\", \"sr director\") AND NOT country IS \"us\"", byText.Condition.Text);
        Assert.Equal(
            [ConditionOperator.StartsWith, ConditionOperator.Unspecified],
            byText.Condition.Tree.All.Conditions.Select(each => each.Predicate?.Operator ?? ConditionOperator.Unspecified));
        Assert.Equal(byText, byTree);
    }

    [Fact]
    public async Task Pages_go_on_after_the_last_person_that_was_selected()
    {
        await PeopleAsync(
            [.. Enumerable.Range(0, 7).Select(number => ($"p{number}", (string?)(number % 2 == 0 ? "x" : "y"), (string?)null))]);

        var seen = new List<string>();
        var token = "";
        do
        {
            var page = await Directory.TestPersonConditionAsync(
                new()
                {
                    AccountId = _scenario.Account,
                    Condition = new() { Text = "job_title IS \"x\"" },
                    PageSize = 3,
                    PageToken = token,
                });
            seen.AddRange(page.People.Select(person => person.PersonId));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal([Id("p0"), Id("p2"), Id("p4"), Id("p6")], seen);
    }

    [Fact]
    public async Task The_engagement_score_of_this_moment_can_be_asked_for()
    {
        await PeopleAsync(("ann", "x", null), ("bob", "x", null));
        await _scenario.RecordAsync(Id("bob"), "Visit Webpage", DateTimeOffset.UtcNow, 5);

        var answer = await Directory.TestPersonConditionAsync(
            new() { AccountId = _scenario.Account, Condition = new() { Text = "person_engagement_score BETWEEN 1 AND 5" } });

        Assert.Equal([Id("bob")], answer.People.Select(person => person.PersonId));
    }

    [Fact]
    public async Task A_declared_custom_attribute_can_be_named_and_takes_only_values_of_its_type()
    {
        var name = _scenario.Unique("Renewal date");
        var attribute = new V1.Attribute { Subject = AttributeSubject.Account, Attribute_ = $"custom.{name}", Type = AttributeType.Date };
        var condition = new Condition { Text = $"custom.\"{name}\" BEFORE 2026-06-01" };
        var before = await ErrorOf(() => Directory.TestAccountConditionAsync(new() { Condition = condition }));

        var declared = (await Directory.CreateAttributeAsync(new() { Attribute = attribute })).Attribute;
        var twice = await ErrorOf(() => Directory.CreateAttributeAsync(new() { Attribute = attribute }));
        Account Of(string id, AttributeValue value) =>
            new() { AccountId = _scenario.Unique(id), DisplayName = id, CustomAttributes = { [name] = value } };
        var upserts = await Directory.BatchUpsertAccountsAsync(new()
        {
            Accounts =
            {
                Of("early", new() { Date = new() { Year = 2026, Month = 5, Day = 31 } }),
                Of("late", new() { Date = new() { Year = 2026, Month = 6, Day = 1 } }),
                Of("wrong", new() { Text = "2026-05-31" }),
                Of("never", new() { Date = new() { Year = 2026, Month = 2, Day = 29 } }),
            },
        });

        Assert.Equal(("condition.text", "UNKNOWN_ATTRIBUTE"), ViolationOf(before.GetRpcStatus()!));
        Assert.True(declared.Custom);
        Assert.Equal(StatusCode.AlreadyExists, twice.StatusCode);
        Assert.Equal((UpsertOutcome.Created, UpsertOutcome.Created), (upserts.Results[0].Outcome, upserts.Results[1].Outcome));
        Assert.Equal(($"accounts[2].custom_attributes[\"{name}\"]", "WRONG_TYPE"), ViolationOf(upserts.Results[2].Error));
        Assert.Equal(($"accounts[3].custom_attributes[\"{name}\"]", "OUT_OF_RANGE"), ViolationOf(upserts.Results[3].Error));
        var selected = await Directory.TestAccountConditionAsync(new() { Condition = condition });
        var early = Assert.Single(selected.Accounts);
        Assert.Equal(31, early.CustomAttributes[name].Date.Day);

        await Directory.DeleteAttributeAsync(new() { Subject = AttributeSubject.Account, Attribute = attribute.Attribute_ });
        var after = await ErrorOf(() => Directory.TestAccountConditionAsync(new() { Condition = condition }));
        var gone = await ErrorOf(
            () => Directory.DeleteAttributeAsync(new() { Subject = AttributeSubject.Account, Attribute = attribute.Attribute_ }));
        Assert.Equal(("condition.text", "UNKNOWN_ATTRIBUTE"), ViolationOf(after.GetRpcStatus()!));
        Assert.Equal(StatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Accounts_are_selected_by_product_and_revenue()
    {
        var product = _scenario.Unique("Suite");
        await Directory.BatchUpsertAccountsAsync(new()
        {
            Accounts =
            {
                new Account
                {
                    AccountId = _scenario.Unique("rich"),
                    DisplayName = "Rich",
                    AnnualRevenue = 2e6,
                    ProductsOwned = { "Base", product },
                },
                new Account
                {
                    AccountId = _scenario.Unique("poor"),
                    DisplayName = "Poor",
                    AnnualRevenue = 1e6,
                    ProductsOwned = { product },
                },
                new Account { AccountId = _scenario.Unique("other"), DisplayName = "Other", AnnualRevenue = 2e6 },
            },
        });

        var answer = await Directory.TestAccountConditionAsync(
            new() { Condition = new() { Text = $"products_owned IS \"{product}\" AND annual_revenue > 1000000" } });

        Assert.Equal([_scenario.Unique("rich")], answer.Accounts.Select(account => account.AccountId));
    }

    [Fact]
    public async Task Attributes_are_listed_by_name_page_by_page()
    {
        var seen = new List<V1.Attribute>();
        var token = "";
        do
        {
            var page = await Directory.ListAttributesAsync(new() { Subject = AttributeSubject.Person, PageSize = 5, PageToken = token });
            Assert.InRange(page.Attributes.Count, 1, 5);
            seen.AddRange(page.Attributes);
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(
            seen.Select(attribute => attribute.Attribute_).Order(StringComparer.Ordinal), seen.Select(attribute => attribute.Attribute_));
        Assert.Contains(seen, attribute => attribute is { Attribute_: "job_title", Type: AttributeType.Text, Custom: false });
        Assert.Contains(seen, attribute => attribute is { Attribute_: "person_engagement_score", Type: AttributeType.Number });
    }

    public static TheoryData<Condition?, string, string> Wrong => new()
    {
        { null, "condition", "REQUIRED" },
        { new() { Text = "city IS \"a\"", Tree = new() }, "condition", "AMBIGUOUS" },
        { new() { Text = "city ISNT \"a\"" }, "condition.text", "MALFORMED" },
        { new() { Text = "city > 5" }, "condition.text", "OPERATOR_DOES_NOT_FIT" },
        { new() { Tree = new() }, "condition.tree.kind", "REQUIRED" },
        { new() { Tree = new() { All = new() } }, "condition.tree.all.conditions", "TOO_FEW" },
        {
            new() { Tree = new() { Not = new() { Predicate = new() { Attribute = "city" } } } }, "condition.tree.not.predicate.operator",
            "UNKNOWN_VALUE"
        },
        { new() { Tree = Of("city", (ConditionOperator)99) }, "condition.tree.predicate.operator", "UNKNOWN_VALUE" },
        { new() { Tree = Of("town", ConditionOperator.IsEmpty) }, "condition.tree.predicate.attribute", "UNKNOWN_ATTRIBUTE" },
        { new() { Tree = Of("city", ConditionOperator.Is, new ConditionValue()) }, "condition.tree.predicate.values[0]", "REQUIRED" },
        {
            new() { Tree = Of("city", ConditionOperator.Is, new ConditionValue { Date = new() { Year = 2026, Month = 13, Day = 1 } }) },
            "condition.tree.predicate.values[0].date",
            "OUT_OF_RANGE"
        },
        {
            new() { Tree = Of("city", ConditionOperator.Is, new ConditionValue { Number = double.NaN }) },
            "condition.tree.predicate.values[0]", "WRONG_TYPE"
        },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_condition_that_cant_be_saved_is_refused_by_field(Condition? condition, string field, string reason)
    {
        await _scenario.AccountAsync(_scenario.Account);

        var error = await ErrorOf(() => Directory.TestPersonConditionAsync(new() { AccountId = _scenario.Account, Condition = condition }));

        Assert.Equal((StatusCode.InvalidArgument, (field, reason)), (error.StatusCode, ViolationOf(error.GetRpcStatus()!)));
    }

    [Fact]
    public async Task A_tree_that_is_nested_beyond_what_messages_may_be_is_refused()
    {
        await _scenario.AccountAsync(_scenario.Account);
        var tree = Of("city", ConditionOperator.IsEmpty);
        for (var i = 0; i < 20; i++)
        {
            tree = new ConditionTree { Not = tree };
        }

        var deep = await ErrorOf(
            () => Directory.TestPersonConditionAsync(new() { AccountId = _scenario.Account, Condition = new() { Tree = tree } }));
        for (var i = 0; i < 5_000; i++)
        {
            tree = new ConditionTree { Not = tree };
        }

        var deeper = await ErrorOf(
            () => Directory.TestPersonConditionAsync(new() { AccountId = _scenario.Account, Condition = new() { Tree = tree } }));

        Assert.Equal((StatusCode.InvalidArgument, StatusCode.InvalidArgument), (deep.StatusCode, deeper.StatusCode));
        Assert.Equal("TOO_DEEP", ViolationOf(deep.GetRpcStatus()!).Reason);
    }

    [Fact]
    public async Task An_attribute_that_cant_be_declared_names_the_field()
    {
        async Task<(string, string)> OfAsync(V1.Attribute attribute) =>
            ViolationOf((await ErrorOf(() => Directory.CreateAttributeAsync(new() { Attribute = attribute }))).GetRpcStatus()!);
        V1.Attribute Some() => new() { Subject = AttributeSubject.Person, Attribute_ = "custom.x", Type = AttributeType.Text };

        Assert.Equal(("attribute.subject", "REQUIRED"), await OfAsync(new(Some()) { Subject = AttributeSubject.Unspecified }));
        Assert.Equal(("attribute.type", "REQUIRED"), await OfAsync(new(Some()) { Type = AttributeType.Unspecified }));
        Assert.Equal(("attribute.type", "UNKNOWN_VALUE"), await OfAsync(new(Some()) { Type = AttributeType.TextList }));
        Assert.Equal(("attribute.attribute", "MALFORMED"), await OfAsync(new(Some()) { Attribute_ = "job_title" }));
        Assert.Equal(("attribute.attribute", "MALFORMED"), await OfAsync(new(Some()) { Attribute_ = "custom." }));
        Assert.Equal(("attribute.attribute", "MALFORMED"), await OfAsync(new(Some()) { Attribute_ = "custom." + new string('x', 65) }));
    }

    private static ConditionTree Of(string attribute, ConditionOperator comparison, params ConditionValue[] values) =>
        new() { Predicate = new() { Attribute = attribute, Operator = comparison, Values = { values } } };

    private string Id(string name) => _scenario.Unique(name);

    private async Task PeopleAsync(params (string Name, string? Title, string? Country)[] people)
    {
        await _scenario.AccountAsync(_scenario.Account);
        var request = new BatchUpsertPeopleRequest();
        foreach (var (name, title, country) in people)
        {
            var person = new Person { PersonId = Id(name), AccountId = _scenario.Account };
            if (title is not null)
            {
                person.JobTitle = title;
            }

            if (country is not null)
            {
                person.Country = country;
            }

            request.People.Add(person);
        }

        await Directory.BatchUpsertPeopleAsync(request);
    }

    private static async Task<RpcException> ErrorOf<T>(Func<AsyncUnaryCall<T>> call) =>
        await Assert.ThrowsAsync<RpcException>(async () => await call());

    private static (string Field, string Reason) ViolationOf(Google.Rpc.Status status)
    {
        var violation = Assert.Single(status.GetDetail<BadRequest>()!.FieldViolations);
        return (violation.Field, violation.Reason);
    }
}
