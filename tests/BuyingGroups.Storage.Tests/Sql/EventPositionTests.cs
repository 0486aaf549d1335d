using BuyingGroups.Domain.Events;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Events;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>What a server knows of how far the log of events has come, from which it tells that the database was put back.</summary>
public abstract class EventPositionTests(SqlTestEngine engine) : SqlStoreTests(engine)
{
    private static readonly Statement LoseEvents = new("DELETE FROM group_event");
    private static readonly Statement LoseGenerations = new("DELETE FROM event_log_generation");
    private static readonly Statement PutBack = new("UPDATE event_log SET last_position = 0");
    private static readonly Statement Generations = new("SELECT COUNT(*) FROM event_log_generation");

    private EventLogStore Log => new(Database, Time);

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_has_only_read_notices_that_the_database_was_put_back(bool reads)
    {
        await using var writer = new SqlDatabase(Options, Time);
        await WriteAsync(writer, 23);
        if (reads)
        {
            Assert.Equal(23, (await Events.ReadAfterAsync(20, 10, EventFilter.All)).Position);
        }
        else
        {
            Assert.Equal(23, await Events.GetLastPositionAsync());
        }

        Assert.Equal(23, Log.KnownPosition);
        await PutBackToBeginningAsync();
        await WriteAsync(Database, 1);

        // By a log that gave its positions on, this would be the event of position 1.
        Assert.True(Assert.Single((await Events.ReadAfterAsync(0, 10, EventFilter.All)).Events).Position > 1_000_000);
    }

    [SkippableFact]
    public async Task Who_began_a_generation_notices_that_the_database_was_put_back_to_before_it()
    {
        var begun = await Log.BeginGenerationAsync();
        Assert.Equal(begun.LastPosition, Log.KnownPosition);

        await PutBackToBeginningAsync();
        var again = await Log.BeginIfPutBackAsync();

        Assert.True(again.LastPosition > begun.LastPosition);
        Assert.Equal(again.LastPosition, Log.KnownPosition);
    }

    [SkippableFact]
    public async Task A_log_that_takes_nobodys_place_gets_an_id_and_goes_on()
    {
        await WriteAsync(Database, 3);

        var state = await Log.IdentifyAsync(replacesAnother: false);
        await WriteAsync(Database, 1);

        Assert.NotNull(state.LogId);
        Assert.Equal(3, state.LastPosition);
        Assert.Equal(state with { LastPosition = 4 }, await Log.GetAsync());
        Assert.Equal(0, await Database.ReadOneAsync(session => session.GetAsync<long>(Generations), CancellationToken.None));
        Assert.Equal(4, (await Events.ReadAfterAsync(3, 10, EventFilter.All)).Events.Single().Position);
    }

    private Task<int> PutBackToBeginningAsync() => Database.WriteAsync(
        async session =>
        {
            await session.ExecuteAsync(LoseEvents);
            await session.ExecuteAsync(LoseGenerations);
            return await session.ExecuteAsync(PutBack);
        },
        CancellationToken.None);

    private Task<int> WriteAsync(SqlDatabase database, int events) => database.WriteAsync(
        session =>
        {
            for (var i = 0; i < events; i++)
            {
                session.Tell(new NewEvent(
                    GroupEventType.GroupCreated, new("group"), new("interest"), new("account"), null, By(), null, null));
            }

            return Task.FromResult(0);
        },
        CancellationToken.None);
}

public sealed class EventPositionOnSqliteTests() : EventPositionTests(new SqliteTestEngine());

public sealed class EventPositionOnSqlServerTests() : EventPositionTests(new SqlServerTestEngine());
