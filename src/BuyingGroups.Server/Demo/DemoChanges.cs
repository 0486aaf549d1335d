using BuyingGroups.Client;

namespace BuyingGroups.Server.Demo;

/// <summary>The changes between two passes of <see cref="JobsScenario"/>: people change, accounts change, and users decide.</summary>
internal sealed class DemoChanges(
    BuyingGroupsClient client, ExampleDirectory directory, string interest, CancellationToken cancellationToken)
{
    private readonly HashSet<string> _decidedOn = [];

    /// <summary>A user removes members whom the system had assigned and whom the next pass would otherwise put back.</summary>
    public async Task OverruleAsync(int count)
    {
        var groups = await client.Groups.ListBuyingGroupsAsync(
            new() { SolutionInterestId = interest, PageSize = 1_000 }, cancellationToken: cancellationToken);
        foreach (var group in groups.BuyingGroups.OrderBy(group => group.AccountId, StringComparer.Ordinal))
        {
            var members = await client.Memberships.ListMembersAsync(
                new() { BuyingGroupId = group.BuyingGroupId, PageSize = 1 }, cancellationToken: cancellationToken);
            foreach (var member in members.Members)
            {
                await client.Memberships.RemoveMemberAsync(
                    new()
                    {
                        BuyingGroupId = group.BuyingGroupId,
                        PersonId = member.Membership.PersonId,
                        Source = Proto.MembershipSource.Manual,
                        OnBehalfOf = "ute@example.com",
                        Reason = "has left",
                    },
                    cancellationToken: cancellationToken);
                _decidedOn.Add(member.Membership.PersonId);
            }

            if (_decidedOn.Count == count)
            {
                return;
            }
        }
    }

    /// <summary>People change their titles, except those on whom a user decided.</summary>
    public async Task RetitleAsync(IReadOnlyList<Proto.Person> people, int count)
    {
        var changed = directory.Pick([.. people.Where(person => !_decidedOn.Contains(person.PersonId))], count);
        foreach (var person in changed)
        {
            person.JobTitle = directory.NextTitle();
        }

        await client.Directory.BatchUpsertPeopleAsync(new() { People = { changed } }, cancellationToken: cancellationToken);
    }

    /// <summary>Accounts change their industry and so enter the audience.</summary>
    public async Task MoveIntoAudienceAsync(IReadOnlyList<Proto.Account> accounts, int count)
    {
        var moving = directory.Pick(
            [
                .. accounts.Where(account =>
                    account is { Industry: ExampleDirectory.OtherIndustry, AnnualRevenue: > 1_000_000, ProductsOwned.Count: 0 }),
            ],
            count);
        foreach (var account in moving)
        {
            account.Industry = ExampleDirectory.TargetIndustry;
        }

        await client.Directory.BatchUpsertAccountsAsync(new() { Accounts = { moving } }, cancellationToken: cancellationToken);
    }
}
