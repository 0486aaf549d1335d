using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Domain.Stages;
using BuyingGroups.Storage.Sql.Events;

namespace BuyingGroups.Storage.Sql.Commands;

/// <summary>One group while commands are carried out on it: as it was read and locked, and what has changed since.</summary>
internal sealed class GroupUnderCommand(LockedGroup read, IReadOnlyList<TemplateRole> roles, StageModel? stageModel)
{
    private readonly HashSet<RoleId> _roles = [.. roles.Select(role => role.RoleId)];

    public BuyingGroupId Id { get; } = new(read.Id);

    public AccountId AccountId { get; } = new(read.AccountId);

    public LockedGroup Read => read;

    public IReadOnlyList<TemplateRole> Roles => roles;

    /// <summary>The stage that it is in, with its name; null: none.</summary>
    public (StageId Id, string Name)? Stage { get; private set; } = read.Stage;

    public string Status { get; private set; } = read.Status;

    /// <summary>The last decision that changed the members; null: they are as they were.</summary>
    public Decision? MembersChangedBy { get; private set; }

    public bool Changed { get; private set; }

    /// <summary>The group's revision after the commands.</summary>
    public long Revision => Changed ? read.Revision + 1 : read.Revision;

    /// <summary>What is to be told, in order.</summary>
    public List<NewEvent> Events { get; } = [];

    public GroupCommandRefusal? Refuse(MembershipCommand command, AccountId accountOfPerson, MembershipRecord? record) =>
        accountOfPerson != AccountId ? GroupCommandRefusal.PersonOfAnotherAccount
        : command.RoleId is { } role && !_roles.Contains(role) ? GroupCommandRefusal.RoleNotInTemplate
        : command.Action == MembershipAction.ChangeRole && record is not { State: MembershipState.Assigned } ? GroupCommandRefusal.NotAMember
        : null;

    public void MemberChanged(MembershipRecord? before, MembershipRecord after, Decision decision)
    {
        Changed = true;
        MembersChangedBy = decision;
        var (type, old, now) = (before?.RoleId, after.RoleId) switch
        {
            (null, { } role) => (GroupEventType.MemberAssigned, null, EventValue.Of(role)),
            ({ } role, null) => (GroupEventType.MemberRemoved, EventValue.Of(role), null),
            ({ } role, { } other) when role != other => (GroupEventType.RoleChanged, EventValue.Of(role), EventValue.Of(other)),
            // The record is another one's now, or its person is kept out: nobody's membership changed.
            _ => (default(GroupEventType?), default(EventValue), default(EventValue)),
        };
        if (type is { } happened)
        {
            Tell(happened, decision, old, now, after.PersonId.Value);
        }
    }

    public GroupCommandResult Move(StageCommand command)
    {
        if (!IsCurrent(command.Etag))
        {
            return new RefusedCommand(GroupCommandRefusal.EtagMismatch);
        }

        if (stageModel is null)
        {
            return new RefusedCommand(GroupCommandRefusal.NoStageModel);
        }

        if (stageModel.Find(command.StageId) is not { } target)
        {
            return new RefusedCommand(GroupCommandRefusal.UnknownStage);
        }

        var outcome = StageMoves.Decide(stageModel, Stage?.Id, target.Id);
        if (outcome == StageOutcome.Applied)
        {
            Changed = true;
            var moved = (target.Id, target.Name);
            Tell(GroupEventType.StageChanged, command.Decision, Stage is { } left ? StageValue(left) : null, StageValue(moved));
            Stage = moved;
        }

        return new DecidedStage(Id, outcome, Stage?.Id, StageMoves.AllowedTargets(stageModel, Stage?.Id), Etag.Of(Revision));
    }

    public GroupCommandResult SetStatus(StatusCommand command)
    {
        if (!IsCurrent(command.Etag))
        {
            return new RefusedCommand(GroupCommandRefusal.EtagMismatch);
        }

        var changed = command.Status != Status;
        if (changed)
        {
            Changed = true;
            Tell(GroupEventType.StatusChanged, command.Decision, new EventValue { Status = Status }, new EventValue { Status = command.Status });
            Status = command.Status;
        }

        return new DecidedStatus(Id, changed, Status, Etag.Of(Revision));
    }

    /// <summary>Says what the completeness is, now that the members are written.</summary>
    public void CompletenessIs(CompletenessScore score)
    {
        if (score.Displayed != read.CompletenessDisplayed)
        {
            Tell(
                GroupEventType.CompletenessChanged,
                // It is of nobody in particular, so that an erasure can't find it: why somebody was made a member stands with the member.
                MembersChangedBy! with { Reason = "" },
                EventValue.Of(read.CompletenessExact, read.CompletenessDisplayed),
                EventValue.Of(score.Exact, score.Displayed));
        }
    }

    public void Tell(GroupEventType type, Decision decision, EventValue? old, EventValue? now, string? person = null) =>
        Events.Add(new NewEvent(type, read.Id, read.SolutionInterestId, read.AccountId, person, decision, old, now));

    private bool IsCurrent(string etag) => Etag.Allows(etag, Revision);

    private static EventValue StageValue((StageId Id, string Name) stage) => new() { StageId = stage.Id.Value, StageName = stage.Name };
}
