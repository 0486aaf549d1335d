using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Events;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Domain.Journeys;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Domain.Stages;

namespace BuyingGroups.Server.Services;

/// <summary>
/// The pairs of all enumerations that the contracts and the domain have in common. A test makes sure that no enumeration and no value is
/// missing.
/// </summary>
internal static class ProtoEnums
{
    public static readonly EnumPair<Proto.AttributeSubject, AttributeSubject> AttributeSubject = new();
    public static readonly EnumPair<Proto.AttributeType, AttributeType> AttributeType = new();
    public static readonly EnumPair<Proto.ConditionConstraint, ConditionConstraint> ConditionConstraint = new();
    public static readonly EnumPair<Proto.ConditionOperator, ConditionOperator> ConditionOperator = new();
    public static readonly EnumPair<Proto.EventType, GroupEventType> EventType = new();
    public static readonly EnumPair<Proto.JobStatus, JobStatus> JobStatus = new();
    public static readonly EnumPair<Proto.JobType, JobType> JobType = new();
    public static readonly EnumPair<Proto.MembershipAction, MembershipAction> MembershipAction = new();
    public static readonly EnumPair<Proto.MembershipOutcome, MembershipOutcome> MembershipOutcome = new();
    public static readonly EnumPair<Proto.MembershipSource, DecisionSource> MembershipSource = new();
    public static readonly EnumPair<Proto.MembershipState, MembershipState> MembershipState = new();
    public static readonly EnumPair<Proto.NumberComparison, NumberComparison> NumberComparison = new();
    public static readonly EnumPair<Proto.RoleTemplateStatus, DefinitionStatus> RoleTemplateStatus = new();
    public static readonly EnumPair<Proto.RoleWeighting, RoleWeighting> RoleWeighting = new();
    public static readonly EnumPair<Proto.ScoringMethod, ScoringMethod> ScoringMethod = new();
    public static readonly EnumPair<Proto.ScoringModelStatus, ScoringModelStatus> ScoringModelStatus = new();
    public static readonly EnumPair<Proto.StageKind, StageKind> StageKind = new();
    public static readonly EnumPair<Proto.StageModelStatus, DefinitionStatus> StageModelStatus = new();
    public static readonly EnumPair<Proto.StageOutcome, StageOutcome> StageOutcome = new();
}
