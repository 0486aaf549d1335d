using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Directory;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

public abstract class RoleTemplateStoreTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    [SkippableFact]
    public async Task A_draft_keeps_its_roles_in_priority_order()
    {
        var template = await Templates.CreateAsync(
            "Software",
            "For software",
            [new(Influencer, RoleWeighting.Important, true, 3), new(DecisionMaker, RoleWeighting.Vital, false, 1)],
            Author);

        var read = await Templates.GetAsync(template.Id);
        var made = new Change(Time.GetUtcNow(), Author);
        Assert.Equal(("Software", "For software", DefinitionStatus.Draft), (read.Name, read.Description, read.Status));
        Assert.Equal(
            [
                new TemplateRole(Influencer, "Influencer", RoleWeighting.Important, true, 3),
                new TemplateRole(DecisionMaker, "Decision Maker", RoleWeighting.Vital, false, 1),
            ],
            read.Roles);
        Assert.Equal((made, made, null), (read.Created, read.Updated, read.Published));
    }

    [SkippableFact]
    public async Task A_role_that_is_not_there_is_named_by_its_place()
    {
        var exception = await Assert.ThrowsAsync<ReferenceNotFoundException>(
            () => Templates.CreateAsync("Software", "", [Required(DecisionMaker), Required(new RoleId("Influencer"))], Author));

        Assert.Equal(
            ("role_template.roles[1].role_id", ResourceTypes.Role, "Influencer"), (exception.Field, exception.ResourceType, exception.Id));
    }

    [SkippableFact]
    public async Task A_template_has_each_role_at_most_once() =>
        await Assert.ThrowsAsync<ArgumentException>(
            () => Templates.CreateAsync("Software", "", [Required(DecisionMaker), Optional(DecisionMaker)], Author));

    [SkippableFact]
    public async Task Names_are_unique()
    {
        var first = await Templates.CreateAsync("Software", "", [], Author);

        var exception = await Assert.ThrowsAsync<ResourceExistsException>(() => Templates.CreateAsync("SOFTWARE", "", [], Author));

        Assert.Equal((first.Id.Value, "display_name"), (exception.ExistingId, exception.Field));
    }

    [SkippableFact]
    public async Task Publishing_makes_a_draft_live()
    {
        var draft = await Templates.CreateAsync("Software", "", [Required(DecisionMaker)], Author);
        Time.Advance(TimeSpan.FromMinutes(1));

        var live = await Templates.PublishAsync(draft.Id, "olga");

        Assert.Equal(DefinitionStatus.Live, live.Status);
        Assert.Equal(new Change(Time.GetUtcNow(), "olga"), live.Published);
        Assert.Equal(live.Published, live.Updated);
        Assert.Equal(draft.Created, live.Created);
    }

    [SkippableFact]
    public async Task A_template_without_roles_cannot_be_published()
    {
        var draft = await Templates.CreateAsync("Software", "", [], Author);

        var exception = await Assert.ThrowsAsync<PreconditionFailedException>(() => Templates.PublishAsync(draft.Id, Author));

        Assert.Equal((PreconditionReasons.TemplateWithoutRoles, draft.Id.Value), (exception.Reason, exception.Subject));
    }

    [SkippableFact]
    public async Task A_live_template_cannot_be_published_again()
    {
        var live = await LiveTemplateAsync("Software", Required(DecisionMaker));

        var exception = await Assert.ThrowsAsync<PreconditionFailedException>(() => Templates.PublishAsync(live.Id, Author));

        Assert.Equal(PreconditionReasons.TemplateNotDraft, exception.Reason);
    }

    [SkippableFact]
    public async Task An_unknown_template_is_not_found()
    {
        var id = new RoleTemplateId("none");

        Assert.Equal("none", (await Assert.ThrowsAsync<ResourceNotFoundException>(() => Templates.GetAsync(id))).Id);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Templates.PublishAsync(id, Author));
    }

    [SkippableFact]
    public async Task Lists_are_newest_update_first_page_by_page()
    {
        var drafts = new List<RoleTemplate>();
        for (var i = 0; i < 5; i++)
        {
            drafts.Add(await Templates.CreateAsync($"Template {i}", "", [Required(DecisionMaker)], Author));
            // Two of one instant: then the id decides, and none is lost between pages.
            Time.Advance(TimeSpan.FromTicks(i % 2));
        }

        await Templates.PublishAsync(drafts[1].Id, Author);

        var names = (await AllAsync(2, page => Templates.ListAsync(page))).Select(template => template.Name).ToArray();
        Assert.Equal(5, names.Distinct().Count());
        Assert.Equal(5, names.Length);
        Assert.Contains("Template 1", names.Take(2));
        Assert.Contains("Template 0", names.TakeLast(2));
    }

    [SkippableFact]
    public async Task Lists_filter_by_status_and_part_of_the_name()
    {
        await LiveTemplateAsync("Cloud 100%", Required(DecisionMaker));
        await Templates.CreateAsync("cloud_basic", "", [], Author);
        await Templates.CreateAsync("Hardware", "", [], Author);

        async Task<string[]> NamesAsync(DefinitionStatus? status, string? part) =>
            [.. (await Templates.ListAsync(PageRequest.First(50), status, part)).Items.Select(template => template.Name).Order()];

        Assert.Equal(["Cloud 100%", "cloud_basic"], await NamesAsync(null, "CLOUD"));
        Assert.Equal(["cloud_basic"], await NamesAsync(DefinitionStatus.Draft, "loud"));
        Assert.Equal(["Cloud 100%"], await NamesAsync(null, "0%"));
        Assert.Equal(["cloud_basic"], await NamesAsync(null, "_"));
        Assert.Empty(await NamesAsync(DefinitionStatus.Live, "hard"));
        Assert.Equal(3, (await NamesAsync(null, "")).Length);
    }

    [SkippableFact]
    public async Task A_draft_is_changed_as_far_as_was_said()
    {
        var draft = await Templates.CreateAsync("Software", "For software", [Required(DecisionMaker), Required(Influencer)], Author);
        Time.Advance(TimeSpan.FromMinutes(1));

        var named = await Templates.UpdateAsync(draft.Id, Etag.Of(draft.Revision), new RoleTemplateChange("SOFTWARE", null, null), "olga");
        var reordered = await Templates.UpdateAsync(
            draft.Id,
            Etag.Of(named.Revision),
            new RoleTemplateChange(null, "", [new(Practitioner, RoleWeighting.Minor, true, 4), Optional(DecisionMaker)]),
            "olga");

        Assert.Equal(("SOFTWARE", "For software", 2), (named.Name, named.Description, named.Revision));
        Assert.Equal(draft.Roles, named.Roles);
        Assert.Equal(("SOFTWARE", "", new Change(Time.GetUtcNow(), "olga")), (reordered.Name, reordered.Description, reordered.Updated));
        Assert.Equal(
            [
                new TemplateRole(Practitioner, "Practitioner", RoleWeighting.Minor, true, 4),
                new TemplateRole(DecisionMaker, "Decision Maker", RoleWeighting.Normal, false, 1),
            ],
            reordered.Roles);
    }

    [SkippableFact]
    public async Task What_cant_be_changed_stays_as_it_is()
    {
        var live = await LiveTemplateAsync("Live", Required(DecisionMaker));
        var draft = await Templates.CreateAsync("Draft", "", [Required(DecisionMaker)], Author);
        var change = new RoleTemplateChange("Other", null, []);

        var edited = await Assert.ThrowsAsync<PreconditionFailedException>(() => Templates.UpdateAsync(live.Id, "", change, Author));
        var deleted = await Assert.ThrowsAsync<PreconditionFailedException>(() => Templates.DeleteAsync(live.Id, ""));
        await Assert.ThrowsAsync<EtagMismatchException>(() => Templates.UpdateAsync(draft.Id, "7", change, Author));
        await Assert.ThrowsAsync<EtagMismatchException>(() => Templates.DeleteAsync(draft.Id, "7"));
        await Assert.ThrowsAsync<EtagMismatchException>(() => Templates.PublishAsync(draft.Id, Author, "7"));
        await Assert.ThrowsAsync<ResourceExistsException>(() => Templates.UpdateAsync(draft.Id, "", change with { Name = "LIVE" }, Author));
        await Assert.ThrowsAsync<ReferenceNotFoundException>(
            () => Templates.UpdateAsync(draft.Id, "", change with { Roles = [Required(new RoleId("none"))] }, Author));

        Assert.Equal((PreconditionReasons.TemplateNotDraft, PreconditionReasons.TemplateNotDraft), (edited.Reason, deleted.Reason));
        Assert.Equal(("Draft", 1, 1), await StateOf(draft.Id));
        Assert.Equal(("Live", 2, 1), await StateOf(live.Id));

        async Task<(string, long, int)> StateOf(RoleTemplateId id)
        {
            var template = await Templates.GetAsync(id);
            return (template.Name, template.Revision, template.Roles.Count);
        }
    }

    [SkippableFact]
    public async Task Who_is_assigned_automatically_is_kept_by_role()
    {
        var condition = ConditionText.Parse("custom.tier IS \"gold\" AND job_title CONTAINS \"ü\"");
        await new AttributeStore(Database, Time).CreateAsync(AttributeSubject.Person, "tier", AttributeType.Text, Author);

        var template = await Templates.CreateAsync(
            "Software",
            "",
            [
                Required(DecisionMaker) with { AutoAssignment = new(true, condition) },
                Required(Influencer) with { AutoAssignment = new(true, null) },
                Required(Practitioner),
            ],
            Author);

        Assert.Equal(
            [(DecisionMaker, new AutoAssignment(true, condition)), (Influencer, new AutoAssignment(true, null))],
            (await Templates.GetAsync(template.Id)).AutoAssignments.Select(each => (each.Key, each.Value))
                .OrderBy(each => each.Key.Value, StringComparer.Ordinal));
        var faulty = await Assert.ThrowsAsync<PreconditionFailedException>(() => Templates.PublishAsync(template.Id, Author));
        Assert.Equal((PreconditionReasons.AutoAssignWithoutCondition, Influencer.Value), (faulty.Reason, faulty.Subject));
    }

    [SkippableFact]
    public async Task An_attribute_is_either_declared_and_named_or_neither()
    {
        var attributes = new AttributeStore(Database, Time);
        var roles = new[] { Required(DecisionMaker) with { AutoAssignment = new(true, ConditionText.Parse("custom.tier IS EMPTY")) } };

        var unknown = await Assert.ThrowsAsync<ReferenceNotFoundException>(() => Templates.CreateAsync("Software", "", roles, Author));
        Assert.Equal("role_template.roles[0].condition", unknown.Field);

        for (var i = 0; i < 10; i++)
        {
            var name = $"Software {i}";
            await attributes.CreateAsync(AttributeSubject.Person, "tier", AttributeType.Text, Author);
            var outcomes = await Task.WhenAll(
                Task.Run(() => SucceedsAsync(() => Templates.CreateAsync(name, "", roles, Author))),
                Task.Run(() => SucceedsAsync(() => attributes.DeleteAsync(AttributeSubject.Person, "tier"))));

            Assert.Single(outcomes, succeeded => succeeded);
            if (outcomes[0])
            {
                await Templates.DeleteAsync((await Templates.ListAsync(PageRequest.First(1), namePart: name)).Items.Single().Id, "");
                await attributes.DeleteAsync(AttributeSubject.Person, "tier");
            }
        }
    }

    private static async Task<bool> SucceedsAsync(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (Exception exception) when (exception is ReferenceNotFoundException or PreconditionFailedException)
        {
            return false;
        }
    }
}

public sealed class RoleTemplateStoreOnSqliteTests() : RoleTemplateStoreTests(new SqliteTestEngine());

public sealed class RoleTemplateStoreOnSqlServerTests() : RoleTemplateStoreTests(new SqlServerTestEngine());
