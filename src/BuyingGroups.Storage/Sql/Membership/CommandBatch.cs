using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Storage.Sql.Membership;

/// <summary>Carries out commands on one group in memory, one after another, over what was read from the database.</summary>
/// <param name="group">The group.</param>
/// <param name="account">Its account.</param>
/// <param name="roles">The roles of its template.</param>
/// <param name="accounts">The account of each person that is named; unknown people aren't in it.</param>
/// <param name="records">The records of the people that are named.</param>
internal sealed class CommandBatch(
    BuyingGroupId group,
    AccountId account,
    IReadOnlySet<RoleId> roles,
    IReadOnlyDictionary<PersonId, AccountId> accounts,
    IReadOnlyDictionary<PersonId, MembershipRecord> records)
{
    private readonly Dictionary<PersonId, MembershipRecord> _written = [];
    private readonly List<RecordedDecision> _history = [];

    /// <summary>The records that have to be written: what stands in the end.</summary>
    public IReadOnlyCollection<MembershipRecord> Written => _written.Values;

    /// <summary>What goes into the history, in order.</summary>
    public IReadOnlyList<RecordedDecision> History => _history;

    public DecidedCommand Decide(MembershipCommand command)
    {
        if (Refuse(command) is { } refusal)
        {
            return new DecidedCommand(null, null, refusal);
        }

        var before = _written.GetValueOrDefault(command.PersonId) ?? records.GetValueOrDefault(command.PersonId);
        var outcome = Precedence.Decide(before, command);
        if (outcome != MembershipOutcome.Unchanged)
        {
            _history.Add(new RecordedDecision(group, command.PersonId, command.Action, command.RoleId, command.Decision, outcome));
        }

        if (outcome != MembershipOutcome.Applied)
        {
            return new DecidedCommand(outcome, before, null);
        }

        var after = new MembershipRecord(
            group, command.PersonId, Precedence.StateAfter(command.Action), command.RoleId, command.Decision, (before?.Revision ?? 0) + 1);
        _written[command.PersonId] = after;
        return new DecidedCommand(outcome, after, null);
    }

    private MembershipRefusal? Refuse(MembershipCommand command) =>
        !accounts.TryGetValue(command.PersonId, out var current) ? MembershipRefusal.UnknownPerson
        : current != account ? MembershipRefusal.PersonOfAnotherAccount
        : command.RoleId is { } role && !roles.Contains(role) ? MembershipRefusal.RoleNotInTemplate
        : null;
}
