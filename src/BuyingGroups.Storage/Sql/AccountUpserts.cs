using BuyingGroups.Domain.Directory;

namespace BuyingGroups.Storage.Sql;

/// <summary>
/// Decides a batch of account upserts against what is there. A parent may come before or after its children in the batch; an id that
/// comes twice is applied twice, in order.
/// </summary>
internal sealed class AccountUpserts(IReadOnlyList<Account> items, Dictionary<AccountId, (string Name, AccountId? Parent, string Attributes)> accounts)
{
    private readonly UpsertOutcome[] _outcomes = new UpsertOutcome[items.Count];

    /// <summary>The accounts to insert, each after its parent.</summary>
    public List<Account> Inserts { get; } = [];

    /// <summary>The accounts to update, in order.</summary>
    public List<Account> Updates { get; } = [];

    /// <summary>Decides all; answers an outcome for each item, in order.</summary>
    public IReadOnlyList<UpsertOutcome> Decide()
    {
        var waiting = Enumerable.Range(0, items.Count).ToList();
        bool progress;
        do
        {
            progress = false;
            var idsWaiting = new HashSet<AccountId>();
            foreach (var index in waiting.ToArray())
            {
                var item = items[index];
                if (!idsWaiting.Contains(item.Id) && (item.ParentId is not { } parent || accounts.ContainsKey(parent)))
                {
                    _outcomes[index] = Apply(item);
                    waiting.Remove(index);
                    progress = true;
                }
                else
                {
                    idsWaiting.Add(item.Id);
                }
            }
        }
        while (progress && waiting.Count > 0);

        var stuck = waiting.Select(index => items[index].Id).ToHashSet();
        foreach (var index in waiting)
        {
            _outcomes[index] = items[index].ParentId is { } parent && stuck.Contains(parent) ? UpsertOutcome.ParentCycle : UpsertOutcome.UnknownParent;
        }

        return _outcomes;
    }

    private UpsertOutcome Apply(Account item)
    {
        for (var above = item.ParentId; above is { } id; above = accounts[id].Parent)
        {
            if (id == item.Id)
            {
                return UpsertOutcome.ParentCycle;
            }
        }

        var data = (item.Name, item.ParentId, AttributesJson.Of(item.Attributes));
        var known = accounts.TryGetValue(item.Id, out var before);
        if (known && before == data)
        {
            return UpsertOutcome.Unchanged;
        }

        accounts[item.Id] = data;
        (known ? Updates : Inserts).Add(item);
        return known ? UpsertOutcome.Updated : UpsertOutcome.Created;
    }
}
