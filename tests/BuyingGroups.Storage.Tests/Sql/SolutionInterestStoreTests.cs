using BuyingGroups.Domain.Definitions;
using BuyingGroups.Storage.Sql;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

public abstract class SolutionInterestStoreTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    [SkippableFact]
    public async Task A_solution_interest_keeps_what_was_said()
    {
        var template = await LiveTemplateAsync("Software", Required(DecisionMaker));

        var made = await SolutionInterests.CreateAsync("Cloud", "Our cloud", template.Id, stageModelId: null, updateExistingBuyingGroups: true, Author);

        var change = new Change(Time.GetUtcNow(), Author);
        Assert.Equal(new SolutionInterest(made.Id, "Cloud", "Our cloud", template.Id, null, true, change, change), made);
        Assert.Equal(made, await SolutionInterests.GetAsync(made.Id));
    }

    [SkippableFact]
    public async Task It_needs_a_live_template()
    {
        var draft = await Templates.CreateAsync("Software", "", [Required(DecisionMaker)], Author);

        var exception = await Assert.ThrowsAsync<PreconditionFailedException>(
            () => SolutionInterests.CreateAsync("Cloud", "", draft.Id, null, false, Author));

        Assert.Equal((PreconditionReasons.TemplateNotLive, draft.Id.Value), (exception.Reason, exception.Subject));
    }

    [SkippableFact]
    public async Task It_needs_a_template_that_is_there()
    {
        var exception = await Assert.ThrowsAsync<ReferenceNotFoundException>(
            () => SolutionInterests.CreateAsync("Cloud", "", new RoleTemplateId("none"), null, false, Author));

        Assert.Equal(("solution_interest.role_template_id", "none"), (exception.Field, exception.Id));
    }

    [SkippableFact]
    public async Task Names_are_unique()
    {
        var first = await SolutionInterestAsync("Cloud");

        var exception = await Assert.ThrowsAsync<ResourceExistsException>(
            () => SolutionInterests.CreateAsync("cloud", "", first.RoleTemplateId, null, false, Author));

        Assert.Equal((ResourceTypes.SolutionInterest, first.Id.Value), (exception.ResourceType, exception.ExistingId));
    }

    [SkippableFact]
    public async Task Lists_are_newest_first_and_filter_by_part_of_the_name()
    {
        foreach (var name in new[] { "Cloud A", "Hardware", "Cloud B" })
        {
            await SolutionInterestAsync(name);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["Cloud B", "Hardware", "Cloud A"], (await AllAsync(1, page => SolutionInterests.ListAsync(page))).Select(each => each.Name));
        Assert.Equal(
            ["Cloud B", "Cloud A"], (await AllAsync(1, page => SolutionInterests.ListAsync(page, "cloud"))).Select(each => each.Name));
    }

    [SkippableFact]
    public async Task An_unknown_one_is_not_found() =>
        Assert.Equal(
            ResourceTypes.SolutionInterest,
            (await Assert.ThrowsAsync<ResourceNotFoundException>(() => SolutionInterests.GetAsync(new("none")))).ResourceType);
}

public sealed class SolutionInterestStoreOnSqliteTests() : SolutionInterestStoreTests(new SqliteTestEngine());

public sealed class SolutionInterestStoreOnSqlServerTests() : SolutionInterestStoreTests(new SqlServerTestEngine());
