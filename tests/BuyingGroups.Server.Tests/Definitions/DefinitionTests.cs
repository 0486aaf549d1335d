using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Definitions;

/// <summary>Roles, role templates and solution interests: their limits and life cycles.</summary>
public sealed class DefinitionTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private readonly Scenario _scenario = new(server.Client);

    [Fact]
    public async Task A_template_published_empty_is_a_failed_precondition()
    {
        var template = await server.Client.RoleTemplates.CreateRoleTemplateAsync(
            new() { RoleTemplate = new() { DisplayName = _scenario.Unique("Empty") } });

        var error = await ErrorOf(
            () => server.Client.RoleTemplates.PublishRoleTemplateAsync(new() { RoleTemplateId = template.RoleTemplate.RoleTemplateId }));

        Assert.Equal((StatusCode.FailedPrecondition, "TEMPLATE_WITHOUT_ROLES"), (error.StatusCode, ReasonOf(error)));
    }

    [Fact]
    public async Task A_template_keeps_its_roles_in_priority_order_with_their_percentages()
    {
        await _scenario.GroupAsync(
            (Scenario.Practitioner, RoleWeighting.Normal, false, 3),
            (Scenario.DecisionMaker, RoleWeighting.Vital, true, 1),
            (Scenario.Influencer, RoleWeighting.Important, true, 2));

        var template = (await server.Client.RoleTemplates.GetRoleTemplateAsync(
            new() { RoleTemplateId = _scenario.TemplateId })).RoleTemplate;

        Assert.Equal(RoleTemplateStatus.Live, template.Status);
        Assert.Equal(["Practitioner", "Decision Maker", "Influencer"], template.Roles.Select(role => role.RoleDisplayName));
        Assert.Equal([25.00, 41.67, 33.33], template.Roles.Select(role => Math.Round(role.Percentage, 2)));
        Assert.Equal([3, 1, 2], template.Roles.Select(role => role.RequiredMembers));
        Assert.NotNull(template.PublishTime);
        Assert.Equal("local", template.Publisher);
    }

    [Fact]
    public async Task A_live_template_cannot_be_published_again()
    {
        await _scenario.GroupAsync();

        var error = await ErrorOf(
            () => server.Client.RoleTemplates.PublishRoleTemplateAsync(new() { RoleTemplateId = _scenario.TemplateId }));

        Assert.Equal((StatusCode.FailedPrecondition, "TEMPLATE_NOT_DRAFT"), (error.StatusCode, ReasonOf(error)));
    }

    [Fact]
    public async Task A_template_has_each_role_once_and_only_roles_that_there_are()
    {
        var twice = await ErrorOf(() => server.Client.RoleTemplates.CreateRoleTemplateAsync(new()
        {
            RoleTemplate = new()
            {
                DisplayName = _scenario.Unique("Twice"),
                Roles =
                {
                    new TemplateRole { RoleId = Scenario.Influencer, Weighting = RoleWeighting.Vital },
                    new TemplateRole { RoleId = Scenario.Influencer, Weighting = RoleWeighting.Minor },
                },
            },
        }));
        Assert.Equal(("role_template.roles[1].role_id", "DUPLICATE_ROLE"), ViolationOf(twice));

        var unknown = await ErrorOf(() => server.Client.RoleTemplates.CreateRoleTemplateAsync(new()
        {
            RoleTemplate = new()
            {
                DisplayName = _scenario.Unique("Unknown"),
                Roles =
                {
                    new TemplateRole { RoleId = Scenario.Influencer, Weighting = RoleWeighting.Vital },
                    new TemplateRole { RoleId = "astronaut", Weighting = RoleWeighting.Minor },
                },
            },
        }));
        Assert.Equal(("role_template.roles[1].role_id", "UNKNOWN_REFERENCE"), ViolationOf(unknown));
    }

    [Fact]
    public async Task A_solution_interest_needs_a_live_template()
    {
        var draft = await server.Client.RoleTemplates.CreateRoleTemplateAsync(new()
        {
            RoleTemplate = new()
            {
                DisplayName = _scenario.Unique("Draft"),
                Roles = { new TemplateRole { RoleId = Scenario.Influencer, Weighting = RoleWeighting.Vital } },
            },
        });

        var error = await ErrorOf(() => server.Client.SolutionInterests.CreateSolutionInterestAsync(
            new()
            {
                SolutionInterest = new()
                {
                    DisplayName = _scenario.Unique("Too early"),
                    RoleTemplateId = draft.RoleTemplate.RoleTemplateId,
                },
            }));
        Assert.Equal((StatusCode.FailedPrecondition, "TEMPLATE_NOT_LIVE"), (error.StatusCode, ReasonOf(error)));

        var unknown = await ErrorOf(() => server.Client.SolutionInterests.CreateSolutionInterestAsync(
            new() { SolutionInterest = new() { DisplayName = _scenario.Unique("Unknown"), RoleTemplateId = "nobody" } }));
        Assert.Equal(("solution_interest.role_template_id", "UNKNOWN_REFERENCE"), ViolationOf(unknown));
    }

    [Fact]
    public async Task Names_are_unique_without_regard_to_case()
    {
        await _scenario.GroupAsync();
        var template = await ErrorOf(() => server.Client.RoleTemplates.CreateRoleTemplateAsync(
            new() { RoleTemplate = new() { DisplayName = _scenario.Unique("Template").ToUpperInvariant() } }));
        var interest = await ErrorOf(() => server.Client.SolutionInterests.CreateSolutionInterestAsync(
            new()
            {
                SolutionInterest = new()
                {
                    DisplayName = _scenario.Unique("Interest").ToUpperInvariant(),
                    RoleTemplateId = _scenario.TemplateId,
                },
            }));
        var role = await ErrorOf(() => server.Client.Roles.CreateRoleAsync(new() { Role = new() { DisplayName = "CHAMPION" } }));

        Assert.Equal((StatusCode.AlreadyExists, _scenario.TemplateId), (template.StatusCode, ResourceOf(template)));
        Assert.Equal((StatusCode.AlreadyExists, _scenario.SolutionInterestId), (interest.StatusCode, ResourceOf(interest)));
        Assert.Equal((StatusCode.AlreadyExists, Scenario.Champion), (role.StatusCode, ResourceOf(role)));
    }

    [Fact]
    public async Task A_second_group_for_the_same_pair_already_exists_under_the_id_that_is_told()
    {
        await _scenario.GroupAsync();

        var error = await ErrorOf(() => server.Client.Groups.CreateBuyingGroupAsync(
            new() { BuyingGroup = new() { SolutionInterestId = _scenario.SolutionInterestId, AccountId = _scenario.Account } }));

        Assert.Equal((StatusCode.AlreadyExists, _scenario.GroupId), (error.StatusCode, ResourceOf(error)));
    }

    [Fact]
    public async Task A_group_of_an_unknown_account_or_solution_interest_names_the_field()
    {
        await _scenario.GroupAsync();
        var account = await ErrorOf(() => server.Client.Groups.CreateBuyingGroupAsync(
            new() { BuyingGroup = new() { SolutionInterestId = _scenario.SolutionInterestId, AccountId = "nobody" } }));
        var interest = await ErrorOf(() => server.Client.Groups.CreateBuyingGroupAsync(
            new() { BuyingGroup = new() { SolutionInterestId = "nobody", AccountId = _scenario.Account } }));

        Assert.Equal(("buying_group.account_id", "UNKNOWN_REFERENCE"), ViolationOf(account));
        Assert.Equal(("buying_group.solution_interest_id", "UNKNOWN_REFERENCE"), ViolationOf(interest));
    }

    [Fact]
    public async Task A_group_is_named_after_its_solution_interest_and_account()
    {
        await _scenario.GroupAsync();

        var group = (await server.Client.Groups.GetBuyingGroupAsync(new() { BuyingGroupId = _scenario.GroupId })).BuyingGroup;

        Assert.Equal($"{_scenario.Unique("Interest")} for Account {_scenario.Account}", group.DisplayName);
    }

    [Fact]
    public async Task Lists_page_through_everything_newest_update_first()
    {
        var names = new List<string>();
        for (var index = 0; index < 5; index++)
        {
            names.Add(_scenario.Unique($"Paged {index}"));
            await server.Client.RoleTemplates.CreateRoleTemplateAsync(new() { RoleTemplate = new() { DisplayName = names[^1] } });
        }

        var seen = new List<string>();
        var token = "";
        do
        {
            var page = await server.Client.RoleTemplates.ListRoleTemplatesAsync(
                new() { PageSize = 2, PageToken = token, DisplayNamePart = "pAgEd", Status = RoleTemplateStatus.Draft });
            Assert.InRange(page.RoleTemplates.Count, 1, 2);
            seen.AddRange(page.RoleTemplates.Select(template => template.DisplayName));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(Enumerable.Reverse(names), seen.Where(names.Contains));
    }

    [Fact]
    public async Task Solution_interests_are_listed_newest_update_first_by_part_of_the_name_and_in_pages()
    {
        await _scenario.GroupAsync();
        var ids = new List<string>();
        foreach (var name in new[] { "Listed one", "Other", "Listed two", "Listed three" })
        {
            ids.Add((await server.Client.SolutionInterests.CreateSolutionInterestAsync(new()
            {
                SolutionInterest = new()
                {
                    DisplayName = _scenario.Unique(name),
                    Description = name,
                    RoleTemplateId = _scenario.TemplateId,
                },
            })).SolutionInterest.SolutionInterestId);
        }

        await server.Client.SolutionInterests.UpdateSolutionInterestAsync(new()
        {
            SolutionInterest = new() { SolutionInterestId = ids[0], UpdateExistingBuyingGroups = true },
            UpdateMask = new() { Paths = { "update_existing_buying_groups" } },
        });

        Assert.Equal([ids[0], ids[3], ids[2]], (await InterestsAsync("lIsTeD")).Select(interest => interest.SolutionInterestId));
        Assert.Equal([ids[1]], (await InterestsAsync(_scenario.Unique("Other"))).Select(interest => interest.SolutionInterestId));
        Assert.Empty(await InterestsAsync(_scenario.Unique("Nothing")));
        Assert.Equal(
            [ids[0], ids[3], ids[2], ids[1]],
            (await InterestsAsync("")).Select(interest => interest.SolutionInterestId).Where(ids.Contains));
        var first = (await InterestsAsync("listed"))[0];
        var read = await server.Client.SolutionInterests.GetSolutionInterestAsync(new() { SolutionInterestId = ids[0] });
        Assert.Equal(read.SolutionInterest, first);
        Assert.Equal(
            ("Listed one", _scenario.TemplateId, true), (first.Description, first.RoleTemplateId, first.UpdateExistingBuyingGroups));
    }

    private async Task<IReadOnlyList<SolutionInterest>> InterestsAsync(string part)
    {
        var (seen, request) = (new List<SolutionInterest>(), new ListSolutionInterestsRequest { DisplayNamePart = part, PageSize = 2 });
        do
        {
            var page = await server.Client.SolutionInterests.ListSolutionInterestsAsync(request);
            Assert.InRange(page.SolutionInterests.Count, seen.Count == 0 ? 0 : 1, 2);
            seen.AddRange(page.SolutionInterests);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        return seen;
    }

    private static async Task<RpcException> ErrorOf<T>(Func<AsyncUnaryCall<T>> call) =>
        await Assert.ThrowsAsync<RpcException>(async () => await call());

    private static string ReasonOf(RpcException error) => error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason;

    private static string ResourceOf(RpcException error) => error.GetRpcStatus()!.GetDetail<ResourceInfo>()!.ResourceName;

    private static (string Field, string Reason) ViolationOf(RpcException error)
    {
        var violation = Assert.Single(error.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations);
        return (violation.Field, violation.Reason);
    }
}
