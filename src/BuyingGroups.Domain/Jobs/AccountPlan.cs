using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Domain.Jobs;

/// <summary>
/// What a job decides about one account: which groups it gets, and which membership commands are issued for its people. First the groups
/// are decided on (<see cref="Of"/>), and then each person of the account, based on the decisions that stand in these groups
/// (<see cref="Decide"/>).
/// </summary>
public sealed class AccountPlan
{
    private readonly List<GroupToFill> _groups = [];
    private readonly List<EnteredAccount> _entered = [];
    private readonly List<JobId> _left = [];
    private readonly List<MemberAsk> _asks = [];

    private AccountPlan(AccountId account) => Account = account;

    /// <summary>The account.</summary>
    public AccountId Account { get; }

    /// <summary>The jobs that now found the account in their audience, and hadn't before.</summary>
    public IReadOnlyList<EnteredAccount> Entered => _entered;

    /// <summary>The jobs that had found the account in their audience before, and no longer do.</summary>
    public IReadOnlyList<JobId> Left => _left;

    /// <summary>Whether the members of any group are decided on.</summary>
    public bool FillsGroups => _groups.Count > 0;

    /// <summary>The groups among them that exist already.</summary>
    public IEnumerable<BuyingGroupId> ExistingGroups => _groups.Select(group => group.Id).OfType<BuyingGroupId>();

    /// <summary>Whether a condition that decides on members names the person engagement score.</summary>
    public bool NeedsEngagement => _groups.Any(group => group.Target.Assigner.NeedsEngagement);

    /// <summary>The membership commands to issue.</summary>
    public IReadOnlyList<MemberAsk> Asks => _asks;

    /// <summary>The number of decisions that stand against what the system wants and that the history already records as such.</summary>
    public int Overruled { get; private set; }

    /// <summary>Decides which groups the account gets, and the members of which groups are decided on.</summary>
    /// <param name="account">The account with what is stored about it.</param>
    /// <param name="targets">The targets of the job.</param>
    /// <param name="today">The day of the job, for conditions on dates.</param>
    public static AccountPlan Of(AccountUnderJob account, JobTargets targets, DateOnly today)
    {
        var plan = new AccountPlan(account.Id);
        var attributes = new Lazy<Account>(account.Read);
        foreach (var target in targets.All)
        {
            var entered = false;
            foreach (var (audience, condition) in target.Audiences)
            {
                var isIn = (!audience.HasList || account.Listed.Contains(audience.AudienceId))
                    && (condition is null || condition.Matches(attributes.Value, today));
                var isKnown = account.Known.Contains(audience.JobId);
                if (isIn && !isKnown)
                {
                    entered = true;
                    plan._entered.Add(new EnteredAccount(audience.JobId, target.Interest, account.Id));
                }
                else if (!isIn && isKnown)
                {
                    plan._left.Add(audience.JobId);
                }
            }

            var group = account.Groups.TryGetValue(target.Interest, out var id) ? id : default(BuyingGroupId?);
            var isUpdated = group is not null && target.Updates;
            if (entered || isUpdated)
            {
                plan._groups.Add(new GroupToFill(target, group, IfEntered: !isUpdated));
            }
        }

        return plan;
    }

    /// <summary>Decides on a person of the account in each of the groups.</summary>
    /// <param name="id">The person.</param>
    /// <param name="person">The person as conditions see one.</param>
    /// <param name="before">The decisions that stand.</param>
    /// <param name="author">The author of the job's commands.</param>
    /// <param name="today">The day of the job, for conditions on dates.</param>
    public void Decide(PersonId id, PersonSubject person, StandingDecisions before, string author, DateOnly today)
    {
        foreach (var (target, group, ifEntered) in _groups)
        {
            var record = group is { } existing ? before.Records.GetValueOrDefault((existing, id)) : null;
            if (target.Assigner.Ask(target.Assigner.RoleOf(person, today), record, removes: target.Updates) is not { } ask)
            {
                continue;
            }

            if (record?.Decision.Source > DecisionSource.System
                && new OverruledWish(record.GroupId, id, ask.Action, ask.Role) is var wish
                && before.ToldWishes.Contains(wish))
            {
                // The history already records it: issued day after day, the same command would fill the history with the same refusal. If
                // this very job recorded it, then it processed a piece of this account before another server claimed the job, and has
                // already counted the refusal.
                Overruled += before.ToldWishes[wish].Contains(author) ? 0 : 1;
            }
            else
            {
                _asks.Add(new MemberAsk(
                    target.Interest, Account, id, ask.Action, ask.Role, record?.State == MembershipState.Assigned, ifEntered));
            }
        }
    }

    private sealed record GroupToFill(JobTarget Target, BuyingGroupId? Id, bool IfEntered);
}
