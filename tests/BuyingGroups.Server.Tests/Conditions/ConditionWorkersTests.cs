using System.Collections.Concurrent;
using BuyingGroups.Server.Services.Conditions;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Xunit;

namespace BuyingGroups.Server.Tests.Conditions;

/// <summary>Conditions over many people take no thread from those who serve others.</summary>
public sealed class ConditionWorkersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Work_stays_on_its_threads_also_after_it_waited()
    {
        using var workers = new ConditionWorkers();
        var names = new ConcurrentBag<string?>();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => workers.ForCallAsync(
            async () =>
            {
                names.Add(Thread.CurrentThread.Name);
                await Task.Delay(1);
                names.Add(Thread.CurrentThread.Name);
                await Task.Yield();
                names.Add(Thread.CurrentThread.Name);
                return 0;
            },
            CancellationToken.None))).WaitAsync(Patience);

        Assert.Equal(150, names.Count);
        Assert.All(names, name => Assert.StartsWith("conditions of calls", name, StringComparison.Ordinal));
        Assert.InRange(names.Distinct().Count(), 1, Math.Max(1, Environment.ProcessorCount / 2));
    }

    [Fact]
    public async Task Jobs_do_not_wait_for_calls()
    {
        using var workers = new ConditionWorkers();
        using var release = new ManualResetEventSlim();
        var calls = Enumerable.Range(0, 100)
            .Select(_ => workers.ForCallAsync(() => Task.FromResult(release.Wait(Patience)), CancellationToken.None))
            .ToArray();

        Assert.Equal(7, await workers.ForJobAsync(() => Task.FromResult(7), CancellationToken.None).WaitAsync(Patience));
        Assert.False(calls[0].IsCompleted);
        release.Set();
        await Task.WhenAll(calls).WaitAsync(Patience);
    }

    [Fact]
    public async Task Calls_whose_callers_are_gone_are_not_begun()
    {
        using var workers = new ConditionWorkers();
        using var release = new ManualResetEventSlim();
        using var gone = new CancellationTokenSource();
        var busy = Enumerable.Range(0, Environment.ProcessorCount)
            .Select(_ => workers.ForCallAsync(() => Task.FromResult(release.Wait(Patience)), CancellationToken.None)).ToArray();
        var begun = false;
        var waiting = workers.ForCallAsync(() => Task.FromResult(begun = true), gone.Token);

        await gone.CancelAsync();
        release.Set();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience));
        await Task.WhenAll(busy).WaitAsync(Patience);
        Assert.False(begun);
    }

    [Fact]
    public async Task What_was_begun_ends_when_the_server_stops()
    {
        var workers = new ConditionWorkers();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var work = workers.ForCallAsync(
            async () =>
            {
                begun.SetResult();
                await go.Task;
                return 1;
            },
            CancellationToken.None);
        await begun.Task.WaitAsync(Patience);

        workers.Dispose();
        go.SetResult();

        Assert.Equal(1, await work.WaitAsync(Patience));
    }

    [Fact]
    public async Task People_are_found_with_all_their_attributes_whichever_the_condition_names()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(folder.Path);
        var scenario = await new Scenario(server.Client).GroupAsync();
        await server.Client.Directory.BatchUpsertPeopleAsync(new()
        {
            People =
            {
                Enumerable.Range(0, 30).Select(i => new Person
                {
                    PersonId = $"p{i:00}", AccountId = scenario.Account, JobTitle = i % 3 == 0 ? "Director" : "Clerk", City = "Bonn",
                    EmailInvalid = false,
                }),
            },
        });

        var byTitle = await server.Client.Directory.TestPersonConditionAsync(
            new() { AccountId = scenario.Account, Condition = new() { Text = "job_title IS \"director\"" }, PageSize = 7 });
        var byCity = await server.Client.Directory.TestPersonConditionAsync(
            new()
            {
                AccountId = scenario.Account,
                Condition = new() { Text = "job_title IS \"director\" AND city IS \"bonn\"" },
                PageSize = 7,
            });

        Assert.Equal(7, byTitle.People.Count);
        Assert.Equal(byCity.People, byTitle.People);
        Assert.All(byTitle.People, person => Assert.Equal("Bonn", person.City));
        var rest = await server.Client.Directory.TestPersonConditionAsync(new()
        {
            AccountId = scenario.Account,
            Condition = new() { Text = "job_title IS \"director\"" },
            PageSize = 7,
            PageToken = byTitle.NextPageToken,
        });
        Assert.Equal(["p21", "p24", "p27"], rest.People.Select(person => person.PersonId));
    }
}
