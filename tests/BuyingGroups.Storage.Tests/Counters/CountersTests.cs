using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Counters;
using Xunit;

namespace BuyingGroups.Storage.Tests.Counters;

/// <summary>What every engine of the counters has to do. Each test works on an account of its own.</summary>
public abstract partial class CountersTests(CounterEngine engine) : IAsyncLifetime
{
    private protected static readonly ActivityTypeCode Visit = new(1);
    private protected static readonly ActivityTypeCode Click = new(2);

    private protected readonly AccountId _account = new($"account-{Guid.NewGuid():N}");
    private protected readonly PersonId _ada = new("ada");
    private ConnectedCounters? _connected;

    private protected ActivityCounters Counters => _connected!.Counters;

    private protected static Day Today { get; } = ScoringCalendar.Utc.DayOf(DateTimeOffset.UtcNow);

    public async Task InitializeAsync()
    {
        Skip.IfNot(engine.IsInstalled, "redis-server isn't installed on this machine");
        _connected = await engine.ConnectAsync();
    }

    public async Task DisposeAsync()
    {
        if (_connected is not null)
        {
            await _connected.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task Counts_by_day_and_type()
    {
        await RecordAsync(One("a", Visit), One("b", Visit), One("c", Click), One("d", Visit, Today.AddDays(-1), count: 5));

        Assert.Equal(
            [new(Today.AddDays(-1), Visit, 5), new(Today, Visit, 2), new(Today, Click, 1)],
            await ReadAsync(_ada));
    }

    private protected static ActivityToRecord One(string id, ActivityTypeCode type, Day? day = null, int count = 1) =>
        new(id, type, day ?? Today, count);

    private protected async Task<IReadOnlyList<RecordOutcome>> RecordAsync(params ActivityToRecord[] activities) =>
        (await Counters.RecordAsync(_account, _ada, activities, CancellationToken.None)).Outcomes;

    private protected async Task<ActivityCount[]> ReadAsync(PersonId person, AccountId? account = null)
    {
        var read = await Counters.ReadPersonAsync(account ?? _account, person, CancellationToken.None);
        return [.. CounterRecords.Decode(read.Packed.Span).OrderBy(counter => counter.Day).ThenBy(counter => counter.Type.Value)];
    }

    private protected Task<int> CountKeysAsync(AccountId account) => engine.CountKeysAsync(account);
}
