using BuyingGroups.Domain.Definitions;
using BuyingGroups.Storage.Sql;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

public abstract class RoleStoreTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    [SkippableFact]
    public async Task The_six_default_roles_are_there_from_the_start()
    {
        var roles = await Roles.ListAsync(PageRequest.First(50));

        Assert.Equal(Role.Defaults, roles.Items.Select(role => (role.Id, role.Name)));
        Assert.All(roles.Items, role => Assert.True(role.IsDefault));
        Assert.Null(roles.Next);
    }

    [SkippableFact]
    public async Task A_custom_role_keeps_what_was_said()
    {
        var made = await Roles.CreateAsync("Käufer", Author);

        var read = (await Roles.GetAsync([made.Id]))[made.Id];
        var change = new Change(Time.GetUtcNow(), Author);
        Assert.Equal(new Role(made.Id, "Käufer", IsDefault: false, 1, change, change), read);
        Assert.Equal(made, read);
    }

    [SkippableFact]
    public async Task Lists_are_newest_first_with_the_default_roles_last()
    {
        await Roles.CreateAsync("First", Author);
        await Roles.CreateAsync("Second", Author);

        var names = (await AllAsync(3, page => Roles.ListAsync(page))).Select(role => role.Name);

        Assert.Equal(["Second", "First", .. Role.Defaults.Select(role => role.Name)], names);

        Time.Advance(TimeSpan.FromSeconds(1));
        var first = (await Roles.ListAsync(PageRequest.First(1), "first")).Items.Single();
        await Roles.RenameAsync(first.Id, "", "FIRST", Author);
        names = (await AllAsync(1, page => Roles.ListAsync(page))).Select(role => role.Name);
        Assert.Equal(["FIRST", "Second", .. Role.Defaults.Select(role => role.Name)], names);
    }

    [SkippableTheory]
    [InlineData("champion")]
    [InlineData(" Champion ")]
    [InlineData("CHAMPION")]
    public async Task Names_are_unique_without_regard_to_case(string name)
    {
        var exists = await Assert.ThrowsAsync<ResourceExistsException>(() => Roles.CreateAsync(name, Author));

        Assert.Equal((ResourceTypes.Role, "champion", "display_name"), (exists.ResourceType, exists.ExistingId, exists.Field));
    }

    [SkippableFact]
    public async Task At_most_20_roles_also_when_many_add_one_at_the_same_time()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(async () =>
        {
            try
            {
                await Roles.CreateAsync($"Role {i}", Author);
                return "created";
            }
            catch (PreconditionFailedException exception)
            {
                return exception.Reason;
            }
        })));

        Assert.Equal(14, outcomes.Count(outcome => outcome == "created"));
        Assert.Equal(16, outcomes.Count(outcome => outcome == PreconditionReasons.TooManyRoles));
        Assert.Equal(20, (await Roles.ListAsync(PageRequest.First(50))).Items.Count);
    }

    [SkippableFact]
    public async Task Of_many_who_add_the_same_name_one_succeeds()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                return (await Roles.CreateAsync("Blocker", Author)).Id.Value;
            }
            catch (ResourceExistsException exception)
            {
                return exception.ExistingId;
            }
        })));

        Assert.Single(outcomes.Distinct());
    }

    [SkippableFact]
    public async Task A_cursor_of_another_list_is_refused() =>
        await Assert.ThrowsAsync<FormatException>(() => Roles.ListAsync(new PageRequest(5, new PageCursor("", "acme"))));

    [SkippableFact]
    public async Task Unknown_roles_are_left_out_and_ids_differ_by_case()
    {
        var roles = await Roles.GetAsync([new("champion"), new("Champion"), new("nobody")]);

        Assert.Equal(["champion"], roles.Keys.Select(id => id.Value));
    }

    [SkippableFact]
    public async Task A_custom_role_is_renamed()
    {
        var role = await Roles.CreateAsync("Buyer", Author);
        Time.Advance(TimeSpan.FromMinutes(1));

        var renamed = await Roles.RenameAsync(role.Id, Etag.Of(role.Revision), "buyer", "olga");

        Assert.Equal(role with { Name = "buyer", Revision = 2, Updated = new Change(Time.GetUtcNow(), "olga") }, renamed);
        Assert.Equal(renamed, await Roles.GetAsync(role.Id));
        Assert.Equal(["buyer"], (await Roles.ListAsync(PageRequest.First(10), "UYE")).Items.Select(each => each.Name));
    }

    [SkippableFact]
    public async Task A_stale_etag_a_taken_name_and_a_default_role_are_refused_and_change_nothing()
    {
        var role = await Roles.CreateAsync("Buyer", Author);

        await Assert.ThrowsAsync<EtagMismatchException>(() => Roles.RenameAsync(role.Id, "7", "Other buyer", Author));
        await Assert.ThrowsAsync<EtagMismatchException>(() => Roles.DeleteAsync(role.Id, "7"));
        var taken = await Assert.ThrowsAsync<ResourceExistsException>(() => Roles.RenameAsync(role.Id, "", "champion", Author));
        var renamed = await Assert.ThrowsAsync<PreconditionFailedException>(() => Roles.RenameAsync(DecisionMaker, "", "Decider", Author));
        var deleted = await Assert.ThrowsAsync<PreconditionFailedException>(() => Roles.DeleteAsync(DecisionMaker, ""));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Roles.RenameAsync(new("none"), "", "Decider", Author));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Roles.DeleteAsync(new("none"), ""));

        Assert.Equal(
            ("champion", PreconditionReasons.DefaultRole, PreconditionReasons.DefaultRole),
            (taken.ExistingId, renamed.Reason, deleted.Reason));
        Assert.Equal(role, await Roles.GetAsync(role.Id));
    }

    [SkippableFact]
    public async Task A_role_is_deleted_once_no_template_has_it()
    {
        var role = await Roles.CreateAsync("Buyer", Author);
        var template = await Templates.CreateAsync("Software", "", [Required(role.Id)], Author);

        var used = await Assert.ThrowsAsync<PreconditionFailedException>(() => Roles.DeleteAsync(role.Id, ""));
        await Templates.DeleteAsync(template.Id, "");
        await Roles.DeleteAsync(role.Id, Etag.Of(role.Revision));

        Assert.Equal(PreconditionReasons.RoleInUse, used.Reason);
        Assert.Contains("\"Software\"", used.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Roles.GetAsync(role.Id));
    }
}

public sealed class RoleStoreOnSqliteTests() : RoleStoreTests(new SqliteTestEngine());

public sealed class RoleStoreOnSqlServerTests() : RoleStoreTests(new SqlServerTestEngine());
