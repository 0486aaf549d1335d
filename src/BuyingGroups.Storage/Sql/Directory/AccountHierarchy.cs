namespace BuyingGroups.Storage.Sql.Directory;

/// <summary>
/// Decides which accounts of a batch can be accepted, such that afterwards every parent exists and no account is above itself. The batch is
/// judged as a whole: a parent may come after its child, and a batch may turn a hierarchy upside down.
/// </summary>
internal static class AccountHierarchy
{
    /// <param name="items">The accounts of the batch, in order. If an id occurs twice, its last accepted item counts.</param>
    /// <param name="stored">
    /// The parents of the stored accounts: those of the batch, those that the batch names as parents, and all accounts above them.
    /// </param>
    /// <returns>For each item why it is refused, or null.</returns>
    public static IReadOnlyList<AccountUpsertOutcome?> Judge(
        IReadOnlyList<(string Id, string? Parent)> items, IReadOnlyDictionary<string, string?> stored)
    {
        var refusals = new AccountUpsertOutcome?[items.Count];
        // Each refusal removes an account or a parent, which may make other items impossible, so this repeats until nothing changes.
        while (RefuseUnknownParents(items, stored, refusals) || RefuseCycles(items, stored, refusals))
        {
        }

        return refusals;
    }

    private static bool RefuseUnknownParents(
        IReadOnlyList<(string Id, string? Parent)> items, IReadOnlyDictionary<string, string?> stored, AccountUpsertOutcome?[] refusals)
    {
        var taken = Taken(items, refusals);
        var refused = false;
        foreach (var (index, (id, parent)) in items.Index())
        {
            if (refusals[index] is null && parent is not null)
            {
                refusals[index] = parent == id ? AccountUpsertOutcome.ParentCycle
                    : !taken.ContainsKey(parent) && !stored.ContainsKey(parent) ? AccountUpsertOutcome.UnknownParent
                    : null;
                refused |= refusals[index] is not null;
            }
        }

        return refused;
    }

    private static bool RefuseCycles(
        IReadOnlyList<(string Id, string? Parent)> items, IReadOnlyDictionary<string, string?> stored, AccountUpsertOutcome?[] refusals)
    {
        var taken = Taken(items, refusals);
        string? ParentOf(string id) => taken.TryGetValue(id, out var index) ? items[index].Parent : stored.GetValueOrDefault(id);

        var sound = new HashSet<string>();
        var refused = false;
        foreach (var start in taken.Keys)
        {
            var path = new List<string>();
            var onPath = new HashSet<string>();
            var current = start;
            while (current is not null && !sound.Contains(current) && onPath.Add(current))
            {
                path.Add(current);
                current = ParentOf(current);
            }

            if (current is not null && !sound.Contains(current))
            {
                foreach (var member in path.SkipWhile(id => id != current).Where(taken.ContainsKey))
                {
                    refusals[taken[member]] = AccountUpsertOutcome.ParentCycle;
                    refused = true;
                }
            }

            sound.UnionWith(path);
        }

        return refused;
    }

    private static Dictionary<string, int> Taken(IReadOnlyList<(string Id, string? Parent)> items, AccountUpsertOutcome?[] refusals)
    {
        var taken = new Dictionary<string, int>(items.Count);
        foreach (var (index, item) in items.Index())
        {
            if (refusals[index] is null)
            {
                taken[item.Id] = index;
            }
        }

        return taken;
    }
}
