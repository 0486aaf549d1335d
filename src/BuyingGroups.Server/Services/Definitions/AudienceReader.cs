using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Server.Services.Conditions;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Directory;

namespace BuyingGroups.Server.Services.Definitions;

/// <summary>Determines the accounts that an audience has at this moment.</summary>
internal sealed class AudienceReader(AudienceStore store, AttributeStore attributes, ConditionTester tester, ConditionWorkers workers)
{
    /// <summary>The accounts in the order of their ids, and how many were looked at. A page may be short without being the last.</summary>
    public Task<(Page<Account> Selected, int Tested)> SelectAsync(
        Audience audience, PageRequest page, CancellationToken cancellationToken) =>
        workers.ForCallAsync(() => SelectHereAsync(audience, page, cancellationToken), cancellationToken);

    /// <summary>How many accounts the audience has.</summary>
    public Task<long> CountAsync(Audience audience, CancellationToken cancellationToken) =>
        workers.ForCallAsync(() => CountHereAsync(audience, cancellationToken), cancellationToken);

    private async Task<(Page<Account> Selected, int Tested)> SelectHereAsync(
        Audience audience, PageRequest page, CancellationToken cancellationToken)
    {
        if (await CompiledAsync(audience, cancellationToken) is { } condition)
        {
            return await SelectAsync(audience, condition, page, cancellationToken);
        }

        var listed = await store.ListAccountsAsync(audience.Id, page, cancellationToken);
        return (listed, listed.Items.Count);
    }

    private async Task<long> CountHereAsync(Audience audience, CancellationToken cancellationToken)
    {
        if (await CompiledAsync(audience, cancellationToken) is not { } condition)
        {
            return audience.ListedAccounts;
        }

        var accounts = 0L;
        PageCursor? after = null;
        do
        {
            var (selected, _) = await SelectAsync(
                audience, condition, new PageRequest(ConditionTester.MaxTested, after), cancellationToken);
            accounts += selected.Items.Count;
            after = selected.Next;
        }
        while (after is not null);
        return accounts;
    }

    private Task<(Page<Account> Selected, int Tested)> SelectAsync(
        Audience audience, CompiledCondition<Account> condition, PageRequest page, CancellationToken cancellationToken) =>
        audience.HasAccountList
            ? tester.SelectAsync(condition, next => store.ListAccountsAsync(audience.Id, next, cancellationToken), page, cancellationToken)
            : tester.SelectAsync(condition, page, cancellationToken);

    private async Task<CompiledCondition<Account>?> CompiledAsync(Audience audience, CancellationToken cancellationToken) =>
        audience.Condition is { } condition
            ? AccountSchema.With(await attributes.GetAsync(AttributeSubject.Account, cancellationToken)).Compile(condition)
            : null;
}
