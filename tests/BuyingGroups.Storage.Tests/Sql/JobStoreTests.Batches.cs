using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Invalidations;
using BuyingGroups.Storage.Sql.Jobs;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>What batches leave behind: counts that add up, what servers are told, and what jobs remember of accounts.</summary>
public abstract partial class JobStoreTests
{
    [SkippableFact]
    public async Task What_the_batches_of_a_job_did_to_members_adds_up()
    {
        var group = await GroupAsync("acme", ["ann", "bob", "cleo", "dan", "eve", "fay"]);
        await DecideAsync(
            group.Id,
            [
                Assign("ann", DecisionMaker, DecisionSource.System), Assign("bob", DecisionMaker, DecisionSource.System),
                Assign("cleo", DecisionMaker, DecisionSource.System), Remove("dan"),
            ]);
        await Jobs.StartAsync(Pass, Author);
        var claim = (await Leases.ClaimAsync(Lease))!;

        (claim, _) = await Writer.CarryOutAsync(
            claim,
            PlanOf(
                group,
                overruled: 2,
                AskOf(group, "ann", Influencer, isMember: true),
                AskOf(group, "cleo", role: null, isMember: true),
                AskOf(group, "dan", DecisionMaker),
                AskOf(group, "eve", DecisionMaker)),
            "");
        Assert.Equal(
            new JobProgress { AccountsDone = 1, MembersAssigned = 1, RolesChanged = 1, MembersRemoved = 1, Overruled = 3 },
            claim.Job.Progress);
        (claim, _) = await Writer.CarryOutAsync(
            claim,
            PlanOf(
                group,
                overruled: 1,
                AskOf(group, "bob", Influencer, isMember: true),
                AskOf(group, "ann", role: null, isMember: true),
                AskOf(group, "dan", Influencer),
                AskOf(group, "fay", DecisionMaker)),
            "");

        Assert.Equal(
            new JobProgress { AccountsDone = 2, MembersAssigned = 2, RolesChanged = 2, MembersRemoved = 2, Overruled = 5 },
            claim.Job.Progress);
        Assert.Equal(claim.Job.Progress, (await Jobs.GetAsync(claim.Job.Id)).Progress);
        var members = (await Memberships.ListMembersAsync(group.Id, PageRequest.First(9))).Items.Select(member => member.Record);
        Assert.Equal(
            [("bob", Influencer), ("eve", DecisionMaker), ("fay", DecisionMaker)],
            members
                .Where(record => record.State == MembershipState.Assigned)
                .Select(record => (record.PersonId.Value, record.RoleId!.Value)));
    }

    [SkippableFact]
    public async Task Servers_are_told_which_rosters_a_batch_has_changed()
    {
        var changed = await GroupAsync("acme", ["ann"]);
        var same = await GroupAsync("other", ["bob"]);
        await DecideAsync(same.Id, [Assign("bob", DecisionMaker, DecisionSource.System)]);
        await Jobs.StartAsync(Pass, Author);
        var claim = (await Leases.ClaimAsync(Lease))!;
        var known = (await Rosters.GetSharedVersionsAsync()).LogPosition;

        var (_, told) = await Writer.CarryOutAsync(
            claim, PlanOf(changed, overruled: 0, AskOf(changed, "ann", DecisionMaker), AskOf(same, "bob", DecisionMaker)), "");

        Assert.Equal([(changed.Id, changed.AccountId)], told.Select(group => (group.BuyingGroupId, group.AccountId)));
        Assert.Equal(
            [new Invalidation(InvalidationKind.Group, changed.Id.Value)], (await Rosters.GetSharedVersionsAsync(known)).Invalidations);
    }

    [SkippableFact]
    public async Task And_not_of_one_that_nobody_can_have_read_before()
    {
        var (claim, plan) = await CreationAsync();
        var known = (await Rosters.GetSharedVersionsAsync()).LogPosition;

        (claim, _) = await Writer.CarryOutAsync(claim, plan, "");

        Assert.Equal(2, claim.Job.Progress.MembersAssigned);
        Assert.Empty((await Rosters.GetSharedVersionsAsync(known)).Invalidations!);
    }

    [SkippableFact]
    public async Task An_account_that_left_an_audience_is_forgotten_by_that_audiences_job_alone()
    {
        var (first, plan) = await CreationAsync();
        plan = plan with { Asks = [], Errors = [] };
        var acme = plan.Entered[0];
        await AccountsAsync("beta");
        (first, _) = await Writer.CarryOutAsync(first, plan with { Entered = [acme, acme with { Account = new("beta") }] }, "");
        await Leases.EndAsync(first, JobStatus.Succeeded);
        var audience = await new AudienceStore(Database, Time).CreateAsync("Others", "", hasAccountList: true, condition: null, Author);
        await Jobs.StartAsync(new NewJob(JobType.Creation, acme.Interest, audience.Id), Author);
        var second = (await Leases.ClaimAsync(Lease))!;
        (second, _) = await Writer.CarryOutAsync(second, plan with { Entered = [acme with { Job = second.Job.Id }] }, "");
        await Leases.EndAsync(second, JobStatus.Succeeded);
        Assert.Equal(3, await KnownAsync());

        await Jobs.StartAsync(Pass, Author);
        await Writer.CarryOutAsync(
            (await Leases.ClaimAsync(Lease))!, plan with { Entered = [], Left = [(first.Job.Id, acme.Account)] }, "");

        Assert.Equal((1, 1, 2), (await KnownAsync(first.Job.Id), await KnownAsync(second.Job.Id), await KnownAsync()));
        Assert.Equal(1, await KnownAsync(first.Job.Id, after: acme.Account.Value));
    }

    [SkippableFact]
    public async Task A_plan_is_cut_into_pieces_of_which_the_last_one_counts_and_says_what_is_over()
    {
        var (claim, small) = await CreationAsync();
        var plan = small with
        {
            Asks = [.. Enumerable.Range(0, 5).Select(number => small.Asks[0] with { Person = new($"p{number}") })],
            Overruled = 3,
            Left = [(claim.Job.Id, new("gone"))],
        };

        var pieces = plan.InPieces(asks: 2).ToArray();

        Assert.Equal(
            [(2, false, true), (2, true, true), (1, true, false)],
            pieces.Select(piece => (piece.Asks.Count, piece.IsContinuation, piece.IsContinued)));
        Assert.Equal(
            [(0, 0, 0, 0), (0, 0, 0, 0), (1, 3, 1, 1)],
            pieces.Select(piece => (piece.Accounts, piece.Overruled, piece.Left.Count, piece.Errors.Count)));
        Assert.Equal(plan.Asks, pieces.SelectMany(piece => piece.Asks));
        Assert.All(pieces, piece => Assert.Equal((plan.Entered, plan.Last), (piece.Entered, piece.Last)));
        Assert.Equal(plan, Assert.Single(plan.InPieces(asks: 5)));
        Assert.Equal([4, 1], plan.InPieces(asks: 4).Select(piece => piece.Asks.Count));
        var nobody = small with { Asks = [] };
        Assert.Equal(nobody, Assert.Single(nobody.InPieces(asks: 1)));

        (claim, _) = await Writer.CarryOutAsync(claim, Assert.Single(small.InPieces(asks: 2)), "");
        Assert.Equal((1, 2, 1), (claim.Job.Progress.GroupsCreated, claim.Job.Progress.MembersAssigned, claim.Job.Progress.AccountsDone));
    }

    [SkippableFact]
    public async Task Completeness_is_recomputed_group_by_group_and_what_changed_is_counted()
    {
        var first = await GroupAsync("acme", ["ann"], Required(DecisionMaker));
        await AccountsAsync("second", "third");
        await PeopleAsync("second", "bob");
        var second = await CreateGroupAsync(first.SolutionInterestId, new("second"));
        var empty = await CreateGroupAsync(first.SolutionInterestId, new("third"));
        await DecideAsync(first.Id, [Assign("ann", DecisionMaker)]);
        await DecideAsync(second.Id, [Assign("bob", DecisionMaker)]);
        // Another template's group, which is none of the job's.
        var other = await GroupAsync("fourth", ["cleo"], Required(DecisionMaker));
        await DecideAsync(other.Id, [Assign("cleo", DecisionMaker)]);
        var template = (await SolutionInterests.GetAsync(first.SolutionInterestId)).RoleTemplateId;
        await ChangeSettingsAsync(await Templates.GetAsync(template));
        var recomputation = new CompletenessRecomputation(Database, Time);
        var claim = (await Leases.ClaimAsync(Lease))!;
        Assert.Equal((new JobCheckpoint(JobStep.Completeness, ""), 3), (claim.Checkpoint, await recomputation.CountGroupsAsync(template)));

        for (var done = 1; done <= 3; done++)
        {
            (claim, var more) = await recomputation.RunAsync(claim, take: 1, "settings changed");
            Assert.Equal((done, true), (claim.Job.Progress.GroupsDone, more));
        }

        Assert.Equal(new JobProgress { GroupsDone = 3, CompletenessChanged = 2 }, claim.Job.Progress);
        Assert.Equal(claim.Job.Progress, (await Jobs.GetAsync(claim.Job.Id)).Progress);
        Assert.Equal((claim, false), await recomputation.RunAsync(claim, take: 1, "settings changed"));
        Assert.Equal([50, 50, 0, 100], await DisplayedAsync(first, second, empty, other));

        async Task<IReadOnlyList<int>> DisplayedAsync(params BuyingGroup[] groups) =>
            [.. (await Task.WhenAll(groups.Select(group => Groups.GetAsync(group.Id)))).Select(group => group.Completeness.Displayed)];
    }

    [SkippableFact]
    public async Task Groups_whose_scores_were_stored_add_up_and_events_tell_the_score_before_as_computed()
    {
        var group = await GroupAsync("acme", ["ann"]);
        await Jobs.StartAsync(Pass, Author);
        var claim = (await Leases.ClaimAsync(Lease))!;
        var position = await Events.GetLastPositionAsync();

        claim = await StoreAsync(claim, group.Id, 7.4, new(2026, 3, 4));
        claim = await StoreAsync(claim, group.Id, 9.9, new(2026, 3, 5));
        // Groups that were deleted since they were read have no scores, and were looked at all the same.
        claim = await Scores.StoreAsync(claim, new("z"), looked: 5, [], ExactScore.Zero, new(2026, 3, 5), "");

        Assert.Equal((7, 2), (claim.Job.Progress.GroupsDone, claim.Job.Progress.EngagementChanged));
        var events = (await Events.ReadAfterAsync(position, 9, EventFilter.All)).Events;
        Assert.Equal(
            [(GroupEventType.EngagementChanged, (EventValue?)null, EventValue.OfEngagement(7.4, 7)),
                (GroupEventType.EngagementChanged, EventValue.OfEngagement(7.4, 7), EventValue.OfEngagement(9.9, 10))],
            events.Select(change => (change.Type, change.Old, change.New!)));
    }

    private static AccountsPlan PlanOf(BuyingGroup group, int overruled, params MemberAsk[] asks) =>
        new(group.AccountId, 1, asks, overruled, [], [], []);

    /// <summary>An ask to assign the role, or to remove the person if there is none.</summary>
    private static MemberAsk AskOf(BuyingGroup group, string person, RoleId? role, bool isMember = false) => new(
        group.SolutionInterestId,
        group.AccountId,
        new(person),
        role is null ? MembershipAction.Remove : MembershipAction.Assign,
        role,
        isMember,
        IfEntered: false);

    /// <summary>How many accounts a creation job remembers, or all that have succeeded.</summary>
    private async Task<int> KnownAsync(JobId? job = null, string after = "") =>
        (await Reader.ReadAccountsAsync(after, null, (9, 99), await Reader.GetAudiencesAsync(job), [])).Sum(account => account.Known.Count);
}
