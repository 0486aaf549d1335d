using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;

namespace BuyingGroups.Domain.Jobs;

/// <summary>
/// What a job wants to do about one account: which groups it gets, and what is asked about its people. First the groups are decided on
/// (<see cref="Of"/>), then, with what was decided before in these groups, each person of the account (<see cref="Decide"/>).
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

    /// <summary>The jobs that have found the account in their audience now, and hadn't before.</summary>
    public IReadOnlyList<EnteredAccount> Entered => _entered;

    /// <summary>The jobs that had found the account in their audience before, and don't any more.</summary>
    public IReadOnlyList<JobId> Left => _left;

    /// <summary>Whether there is a group whose members are decided on.</summary>
    public bool FillsGroups => _groups.Count > 0;

    /// <summary>Those of the groups that exist already.</summary>
    public IEnumerable<BuyingGroupId> ExistingGroups => _groups.Select(group => group.Id).OfType<BuyingGroupId>();

    /// <summary>Whether a condition that decides on members names the person engagement score.</summary>
    public bool NeedsEngagement => _groups.Any(group => group.Target.Assigner.NeedsEngagement);

    /// <summary>What to ask about people.</summary>
    public IReadOnlyList<MemberAsk> Asks => _asks;

    /// <summary>Decisions that stand against what the system wants, and of which the history says so already.</summary>
    public int Overruled { get; private set; }

    /// <summary>Decides which groups the account gets, and whose members are decided on.</summary>
    /// <param name="account">The account, and what it has.</param>
    /// <param name="targets">What the job has to do.</param>
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
    /// <param name="before">What was decided before.</param>
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
                // The history says so already: asked day after day, the same wish would fill it with the same refusal. If this very job has
                // said so, it has done a piece of this account before another server took it over, and has counted the wish.
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
