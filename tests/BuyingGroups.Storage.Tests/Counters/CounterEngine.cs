using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Counters;
using Xunit;

namespace BuyingGroups.Storage.Tests.Counters;

/// <summary>An engine that the suite of the counters runs against; one for all tests of a class.</summary>
public abstract class CounterEngine : IAsyncLifetime
{
    public abstract bool IsInstalled { get; }

    /// <summary>
    /// The counters as one server has them. Each call is another server, as far as the engine lets several run side by side.
    /// </summary>
    public abstract Task<ConnectedCounters> ConnectAsync(TimeProvider clock, ScoringCalendar calendar);

    public Task<ConnectedCounters> ConnectAsync(TimeProvider clock) => ConnectAsync(clock, ScoringCalendar.Utc);

    public Task<ConnectedCounters> ConnectAsync() => ConnectAsync(TimeProvider.System);

    /// <summary>Has what counts no more go now, where that doesn't happen by itself.</summary>
    public abstract Task ExpireAsync(ActivityCounters counters);

    /// <summary>How many keys or rows there are of an account.</summary>
    public abstract Task<int> CountKeysAsync(AccountId account);

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();
}

/// <summary>Counters, and the connection that they use.</summary>
public sealed class ConnectedCounters(ActivityCounters counters, params IAsyncDisposable[] owned) : IAsyncDisposable
{
    public ActivityCounters Counters { get; } = counters;

    public async ValueTask DisposeAsync()
    {
        foreach (var each in owned)
        {
            await each.DisposeAsync();
        }
    }
}
