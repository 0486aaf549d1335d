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
        Assert.Equal(new Role(made.Id, "Käufer", IsDefault: false, new Change(Time.GetUtcNow(), Author)), read);
    }

    [SkippableFact]
    public async Task Lists_are_newest_first_with_the_default_roles_last()
    {
        await Roles.CreateAsync("First", Author);
        await Roles.CreateAsync("Second", Author);

        var names = (await AllAsync(3, page => Roles.ListAsync(page))).Select(role => role.Name);

        Assert.Equal(["Second", "First", .. Role.Defaults.Select(role => role.Name)], names);
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
}

public sealed class RoleStoreOnSqliteTests() : RoleStoreTests(new SqliteTestEngine());

public sealed class RoleStoreOnSqlServerTests() : RoleStoreTests(new SqlServerTestEngine());
