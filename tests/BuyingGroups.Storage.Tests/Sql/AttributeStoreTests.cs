using BuyingGroups.Domain.Conditions;
using BuyingGroups.Storage.Sql.Directory;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

public abstract class AttributeStoreTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    private AttributeStore Attributes => new(Database, Time);

    [SkippableFact]
    public async Task Declarations_are_kept_for_people_and_accounts_apart_and_names_compare_in_binary()
    {
        await Attributes.CreateAsync(AttributeSubject.Person, "tier", AttributeType.Text, Author);
        await Attributes.CreateAsync(AttributeSubject.Person, "Tier", AttributeType.Number, Author);
        await Attributes.CreateAsync(AttributeSubject.Account, "tier", AttributeType.Date, Author);

        Assert.Equal(
            [("Tier", AttributeType.Number), ("tier", AttributeType.Text)],
            (await Attributes.GetAsync(AttributeSubject.Person)).Select(each => (each.Key, each.Value))
                .OrderBy(each => each.Key, StringComparer.Ordinal));
        Assert.Equal(AttributeType.Date, Assert.Single(await Attributes.GetAsync(AttributeSubject.Account)).Value);
    }

    [SkippableFact]
    public async Task One_name_is_declared_once_also_by_many_at_the_same_time()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                await Attributes.CreateAsync(AttributeSubject.Person, "tier", AttributeType.Text, Author);
                return true;
            }
            catch (ResourceExistsException)
            {
                return false;
            }
        })));

        Assert.Single(outcomes, made => made);
    }

    [SkippableFact]
    public async Task There_are_200_at_most()
    {
        for (var i = 0; i < AttributeStore.MaxAttributes; i++)
        {
            await Attributes.CreateAsync(AttributeSubject.Person, $"a{i}", AttributeType.Text, Author);
        }

        var exception = await Assert.ThrowsAsync<PreconditionFailedException>(
            () => Attributes.CreateAsync(AttributeSubject.Person, "one more", AttributeType.Text, Author));

        Assert.Equal(PreconditionReasons.TooManyAttributes, exception.Reason);
    }

    [SkippableFact]
    public async Task A_declaration_is_taken_back_once()
    {
        await Attributes.CreateAsync(AttributeSubject.Person, "tier", AttributeType.Text, Author);

        await Attributes.DeleteAsync(AttributeSubject.Person, "tier");

        Assert.Empty(await Attributes.GetAsync(AttributeSubject.Person));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Attributes.DeleteAsync(AttributeSubject.Person, "tier"));
    }
}

public sealed class AttributeStoreOnSqliteTests() : AttributeStoreTests(new SqliteTestEngine());

public sealed class AttributeStoreOnSqlServerTests() : AttributeStoreTests(new SqlServerTestEngine());
