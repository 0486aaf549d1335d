using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Domain.Stages;

namespace BuyingGroups.Domain.Groups;

/// <summary>
/// One buying group while it is changed: as it was loaded, with the records of the people concerned, and what has become of it since.
/// Whatever happens to a group is decided here: what changes, which events are told of it, and what goes into the history. All that
/// happens between loading and storing is one change: the revision grows by one.
/// </summary>
public sealed class GroupUnderChange
{
    private readonly IReadOnlyList<TemplateRole> _roles;
    private readonly StageModel? _stageModel;
    private readonly Dictionary<PersonId, MembershipRecord> _records;
    private readonly HashSet<PersonId> _recordedBefore;
    private readonly HashSet<PersonId> _decidedOn = [];
    private readonly List<RecordedDecision> _history = [];
    private readonly List<NewEvent> _events = [];
    private Decision? _membersChangedBy;

    /// <summary>Begins with a group as it is stored.</summary>
    /// <param name="loaded">The group.</param>
    /// <param name="roles">The roles of its template.</param>
    /// <param name="stageModel">The stage model of its solution interest; null if it has none, or no stage is decided on.</param>
    /// <param name="records">What stands on the people who are decided on; who has none here is taken as never decided on.</param>
    public GroupUnderChange(
        GroupState loaded, IReadOnlyList<TemplateRole> roles, StageModel? stageModel, IEnumerable<MembershipRecord> records)
    {
        (Loaded, State, _roles, _stageModel) = (loaded, loaded, roles, stageModel);
        _records = records.ToDictionary(record => record.PersonId);
        _recordedBefore = [.. _records.Keys];
    }

    /// <summary>The group as it was loaded.</summary>
    public GroupState Loaded { get; }

    /// <summary>The group as it is now.</summary>
    public GroupState State { get; private set; }

    /// <summary>Whether it has to be stored. An engagement score alone doesn't count: it is stored apart from the revision.</summary>
    public bool HasChanged => State.Revision != Loaded.Revision;

    /// <summary>Whether members, or the decisions that stand on them, are others than before; then they are to be counted anew.</summary>
    public bool MembersHaveChanged => _membersChangedBy is not null;

    /// <summary>What is to be told, in order.</summary>
    public IReadOnlyList<NewEvent> Events => _events;

    /// <summary>The decisions on members that took effect or were overruled, in order.</summary>
    public IReadOnlyList<RecordedDecision> History => _history;

    /// <summary>The records of people on whom nobody had decided before.</summary>
    public IEnumerable<MembershipRecord> NewRecords => RecordsWhere(person => !_recordedBefore.Contains(person));

    /// <summary>The records that are others than those loaded.</summary>
    public IEnumerable<MembershipRecord> ChangedRecords => RecordsWhere(_recordedBefore.Contains);

    /// <summary>What stands on a person; null if nobody has decided yet.</summary>
    public MembershipRecord? RecordOf(PersonId person) => _records.GetValueOrDefault(person);

    /// <summary>Assigns or removes a person, changes the role of a member, or releases one: all by <see cref="Precedence"/>.</summary>
    /// <param name="command">What is asked.</param>
    /// <param name="accountOfPerson">The account that the person belongs to.</param>
    /// <returns>A <see cref="DecidedMember"/> or a <see cref="RefusedCommand"/>.</returns>
    public GroupCommandResult Decide(MembershipCommand command, AccountId accountOfPerson)
    {
        var record = RecordOf(command.PersonId);
        if (Refuse(command, accountOfPerson, record) is { } refusal)
        {
            return new RefusedCommand(refusal);
        }

        var outcome = Precedence.Decide(record, command);
        if (outcome != MembershipOutcome.Unchanged)
        {
            Remember(command, outcome);
        }

        if (outcome == MembershipOutcome.Applied)
        {
            Replace(record, Precedence.Apply(record, State.Id, command));
            // The score is nobody's in particular, so that an erasure can't find it: the reason stands with the member alone.
            _membersChangedBy = command.Decision with { Reason = "" };
        }

        return new DecidedMember(State.Id, outcome, RecordOf(command.PersonId));
    }

    /// <summary>Ends the membership of a person who has left the account, whatever its source. If there is none, nothing changes.</summary>
    /// <param name="person">The person.</param>
    /// <param name="decision">
    /// Who moved the person, when and why. The reason says nothing of the person: it is told with the score too.
    /// </param>
    public void LeaveAccount(PersonId person, Decision decision)
    {
        if (RecordOf(person) is { State: MembershipState.Assigned } member)
        {
            var departure = new MembershipCommand(MembershipAction.LeaveAccount, person, RoleId: null, decision);
            Remember(departure, MembershipOutcome.Applied);
            Replace(member, Precedence.Apply(member, State.Id, departure));
            _membersChangedBy = decision;
        }
    }

    /// <summary>
    /// Takes a person out who is erased: no record stays, and the event doesn't say whom it is about. If the person was no member, the
    /// group is as it was.
    /// </summary>
    /// <param name="person">The person.</param>
    /// <param name="decision">
    /// Who erases the person, when and why. The reason says nothing of the person: it is told with the score too.
    /// </param>
    public void Erase(PersonId person, Decision decision)
    {
        if (!_records.Remove(person, out var record))
        {
            return;
        }

        _recordedBefore.Remove(person);
        _decidedOn.Remove(person);
        _history.RemoveAll(entry => entry.PersonId == person);
        if (record.State == MembershipState.Assigned)
        {
            MemberChanged(record.RoleId, null, decision, person: null);
            _membersChangedBy = decision;
        }
    }

    /// <summary>Moves the group to another stage, as <see cref="StageMoves"/> allows.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="decision">Who moves it, when and why.</param>
    /// <returns>A <see cref="DecidedStage"/> or a <see cref="RefusedCommand"/>.</returns>
    public GroupCommandResult MoveTo(StageId stage, Decision decision)
    {
        if (_stageModel is null)
        {
            return new RefusedCommand(GroupCommandRefusal.NoStageModel);
        }

        if (_stageModel.Find(stage) is not { } target)
        {
            return new RefusedCommand(GroupCommandRefusal.UnknownStage);
        }

        var outcome = StageMoves.Decide(_stageModel, State.Stage?.Id, target.Id);
        if (outcome == StageOutcome.Applied)
        {
            var left = State.Stage is { } before ? EventValue.Of(before.Id, before.Name) : null;
            Become(State with { Stage = (target.Id, target.Name) });
            Tell(GroupEventType.StageChanged, decision, left, EventValue.Of(target.Id, target.Name));
        }

        return new DecidedStage(
            State.Id, outcome, State.Stage?.Id, StageMoves.AllowedTargets(_stageModel, State.Stage?.Id), State.Revision);
    }

    /// <summary>Sets the group's status.</summary>
    /// <param name="status">The status, within its bounds; may be empty.</param>
    /// <param name="decision">Who sets it, when and why.</param>
    public DecidedStatus SetStatus(string status, Decision decision)
    {
        var before = State.Status;
        if (status != before)
        {
            Become(State with { Status = status });
            Tell(GroupEventType.StatusChanged, decision, EventValue.OfStatus(before), EventValue.OfStatus(status));
        }

        return new DecidedStatus(State.Id, status != before, status, State.Revision);
    }

    /// <summary>
    /// Recomputes the completeness once all that was to happen to the members has happened; if they are as they were, so is the
    /// completeness. A change of it is told as of the last decision that changed the members.
    /// </summary>
    /// <param name="members">How many members a role has.</param>
    public void MembersCounted(Func<RoleId, int> members)
    {
        if (_membersChangedBy is { } decision)
        {
            CompletenessIs(CompletenessScore.Of(_roles, members), decision);
        }
    }

    /// <summary>
    /// Recomputes the completeness after the settings of the role template changed. A group whose score is the same stays as it is.
    /// </summary>
    /// <param name="members">How many members a role has.</param>
    /// <param name="decision">Who recomputes it, when and why.</param>
    public void SettingsChanged(Func<RoleId, int> members, Decision decision)
    {
        var score = CompletenessScore.Of(_roles, members);
        if (score.Exact != State.Completeness.Exact)
        {
            CompletenessIs(score, decision);
        }
    }

    /// <summary>
    /// Takes the engagement score that a pass found, and tells of it if it is shown as another than the one before; a group's first score
    /// is compared with 0. The revision stays.
    /// </summary>
    /// <param name="exact">The role-weighted score.</param>
    /// <param name="displayed">The same as shown.</param>
    /// <param name="decision">Which pass found it, when and why.</param>
    public void StoreEngagement(double exact, long displayed, Decision decision)
    {
        var before = State.Engagement;
        State = State with { Engagement = new StoredEngagement(exact, displayed, decision.At) };
        if (displayed != (before?.Displayed ?? 0))
        {
            Tell(
                GroupEventType.EngagementChanged,
                decision,
                before is null ? null : EventValue.OfEngagement(before.Exact, before.Displayed),
                EventValue.OfEngagement(exact, displayed));
        }
    }

    private GroupCommandRefusal? Refuse(MembershipCommand command, AccountId accountOfPerson, MembershipRecord? record) =>
        accountOfPerson != State.AccountId ? GroupCommandRefusal.PersonOfAnotherAccount
        : command.RoleId is { } role && _roles.All(each => each.RoleId != role) ? GroupCommandRefusal.RoleNotInTemplate
        : command.Action == MembershipAction.ChangeRole && record is not { State: MembershipState.Assigned }
            ? GroupCommandRefusal.NotAMember
        : null;

    private void Remember(MembershipCommand command, MembershipOutcome outcome) =>
        _history.Add(new RecordedDecision(State.Id, command.PersonId, command.Action, command.RoleId, command.Decision, outcome));

    private void Replace(MembershipRecord? before, MembershipRecord after)
    {
        _records[after.PersonId] = after;
        _decidedOn.Add(after.PersonId);
        MemberChanged(before?.RoleId, after.RoleId, after.Decision, after.PersonId);
    }

    /// <summary>The one place where somebody becomes a member, gets another role, or leaves, however that came about.</summary>
    private void MemberChanged(RoleId? before, RoleId? after, Decision decision, PersonId? person)
    {
        Become(State);
        switch (before, after)
        {
            case (null, { } role):
                Tell(GroupEventType.MemberAssigned, decision, null, EventValue.Of(role), person);
                break;
            case ({ } role, null):
                Tell(GroupEventType.MemberRemoved, decision, EventValue.Of(role), null, person);
                break;
            case ({ } role, { } other) when role != other:
                Tell(GroupEventType.RoleChanged, decision, EventValue.Of(role), EventValue.Of(other), person);
                break;
            default:
                // The record is another one's now, or its person is kept out: nobody's membership changed.
                break;
        }
    }

    private void CompletenessIs(CompletenessScore score, Decision decision)
    {
        var before = State.Completeness;
        Become(State with { Completeness = new StoredCompleteness(score.Exact, score.Displayed) });
        if (score.Displayed != before.Displayed)
        {
            Tell(
                GroupEventType.CompletenessChanged,
                decision,
                EventValue.OfCompleteness(before.Exact, before.Displayed),
                EventValue.OfCompleteness(score.Exact, score.Displayed));
        }
    }

    private void Become(GroupState state) => State = state with { Revision = Loaded.Revision + 1 };

    private void Tell(GroupEventType type, Decision decision, EventValue? old, EventValue? now, PersonId? person = null) =>
        _events.Add(new NewEvent(type, State.Id, State.SolutionInterestId, State.AccountId, person, decision, old, now));

    private IEnumerable<MembershipRecord> RecordsWhere(Func<PersonId, bool> which) =>
        _decidedOn.Where(which).Select(person => _records[person]);
}
