using System.Diagnostics;
using System.Text;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Server.Tests.Jobs;
using BuyingGroups.V1;
using Xunit;

namespace BuyingGroups.Server.Tests.Directory;

/// <summary>Who was erased isn't in the bytes of the data folder either, once a server has started over it again.</summary>
public sealed class ErasedBytesTests : IDisposable
{
    private const int People = 600;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Neither_names_nor_addresses_nor_ids_are_found_after_a_restart()
    {
        string[] erased;
        await using (var server = await RunningServer.StartAsync(_folder.Path))
        {
            var scenario = await new Scenario(server.Client).GroupAsync();
            var marks = await FillAsync(server, scenario);
            // Every seventh: rows have moved between pages by then, and left copies.
            erased = [.. marks.Where((_, index) => index % 7 == 0)];
            await Task.WhenAll(erased.Chunk(30).Select(async some =>
            {
                foreach (var mark in some)
                {
                    await server.Client.Directory.ErasePersonAsync(new() { PersonId = $"id-{mark}" });
                }
            }));
            Assert.NotEmpty(await FoundAsync([marks[1]]));
        }

        await using var again = await RunningServer.StartAsync(_folder.Path);

        var found = await FoundAsync(erased);
        Assert.True(found.Count == 0, string.Join("\n", found));
        Assert.Empty(await StoredRows.ReadAsync(_folder.Path, "SELECT id FROM wipe_due"));
    }

    [Fact]
    public async Task A_server_that_was_killed_wipes_when_it_starts_again()
    {
        string mark;
        await using (var server = await ServerProcess.ServeAsync(_folder.Path))
        {
            var scenario = new Scenario(server.Client);
            await scenario.AccountAsync(scenario.Account);
            mark = Guid.NewGuid().ToString("N");
            await server.Client.Directory.BatchUpsertPeopleAsync(new() { People = { Of(mark, scenario.Account) } });
            await server.Client.Directory.ErasePersonAsync(new() { PersonId = $"id-{mark}" });
            Assert.NotEmpty(await FoundAsync([mark]));
            await server.KillAsync();
        }

        await using var again = await ServerProcess.ServeAsync(_folder.Path);

        Assert.Empty(await FoundAsync([mark]));
    }

    private static async Task<List<string>> FillAsync(RunningServer server, Scenario scenario)
    {
        var marks = Enumerable.Range(0, People).Select(_ => Guid.NewGuid().ToString("N")).ToList();
        foreach (var some in marks.Chunk(50))
        {
            await server.Client.Directory.BatchUpsertPeopleAsync(new() { People = { some.Select(mark => Of(mark, scenario.Account)) } });
            await server.Client.Memberships.BatchAssignMembersAsync(new()
            {
                Requests =
                {
                    some.Select(mark => new AssignMemberRequest
                    {
                        BuyingGroupId = scenario.GroupId, PersonId = $"id-{mark}", RoleId = Scenario.Influencer,
                        Source = MembershipSource.Manual, Reason = $"{mark} asked",
                    }),
                },
            });
            await server.Client.Activities.BatchRecordActivitiesAsync(new()
            {
                Activities = { some.Select(mark => Scenario.Activity($"id-{mark}", "Visit Webpage", DateTimeOffset.UtcNow)) },
            });
        }

        return marks;
    }

    private static Person Of(string mark, string account) => new()
    {
        PersonId = $"id-{mark}",
        AccountId = account,
        FirstName = $"name-{mark}",
        EmailAddress = $"{mark}@example.com",
        JobTitle = new string('x', mark[0] * 2),
    };

    /// <summary>Which of the marks are in some file of the folder, and where.</summary>
    private async Task<List<string>> FoundAsync(IReadOnlyCollection<string> marks)
    {
        var found = new List<string>();
        foreach (var file in System.IO.Directory.GetFiles(_folder.Path))
        {
            // As a process of its own: a handle that this one closes would take SQLite's locks along, and server.lock lets nobody else in.
            var text = await BytesOfAsync(file);
            found.AddRange(marks.Where(mark => text.Contains(mark, StringComparison.Ordinal)).Select(mark => $"{mark} in {file}"));
        }

        return found;
    }

    private static async Task<string> BytesOfAsync(string file)
    {
        using var cat =
            Process.Start(new ProcessStartInfo("cat", [file]) { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.Latin1 })!;
        var text = await cat.StandardOutput.ReadToEndAsync();
        await cat.WaitForExitAsync();
        return text;
    }
}
