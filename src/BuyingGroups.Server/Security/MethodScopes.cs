using System.Collections.Frozen;
using Grpc.Health.V1;
using static BuyingGroups.Server.Security.Scopes;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace BuyingGroups.Server.Security;

/// <summary>
/// The scopes that each method accepts: a caller needs any one of those in its row. A method without a row is refused to everybody, so that
/// a new one is closed until somebody decides who may call it.
/// </summary>
internal static class MethodScopes
{
    /// <summary>For membership commands: which of these a command needs depends on the source that it names.</summary>
    private static readonly string[] AnyMembership = [MembershipManual, MembershipJourney, MembershipSystem];

    private static readonly FrozenDictionary<string, IReadOnlyList<string>> Table = new[]
    {
        Row(Proto.DirectoryService.Descriptor, "BatchUpsertAccounts", DirectoryWrite),
        Row(Proto.DirectoryService.Descriptor, "BatchUpsertPeople", DirectoryWrite),
        Row(Proto.DirectoryService.Descriptor, "GetAccount", DirectoryRead),
        Row(Proto.DirectoryService.Descriptor, "ListAccounts", DirectoryRead),
        Row(Proto.DirectoryService.Descriptor, "GetPerson", DirectoryRead),
        Row(Proto.DirectoryService.Descriptor, "ListPeople", DirectoryRead),
        Row(Proto.DirectoryService.Descriptor, "ErasePerson", DirectoryWrite),
        Row(Proto.DirectoryService.Descriptor, "CreateAttribute", DirectoryWrite),
        Row(Proto.DirectoryService.Descriptor, "ListAttributes", DirectoryRead),
        Row(Proto.DirectoryService.Descriptor, "DeleteAttribute", DirectoryWrite),
        Row(Proto.DirectoryService.Descriptor, "TestPersonCondition", DirectoryRead),
        Row(Proto.DirectoryService.Descriptor, "TestAccountCondition", DirectoryRead),

        Row(Proto.RoleService.Descriptor, "ListRoles", DefinitionsRead),
        Row(Proto.RoleService.Descriptor, "GetRole", DefinitionsRead),
        Row(Proto.RoleService.Descriptor, "CreateRole", DefinitionsWrite),
        Row(Proto.RoleService.Descriptor, "UpdateRole", DefinitionsWrite),
        Row(Proto.RoleService.Descriptor, "DeleteRole", DefinitionsWrite),

        Row(Proto.RoleTemplateService.Descriptor, "GetRoleTemplate", DefinitionsRead),
        Row(Proto.RoleTemplateService.Descriptor, "ListRoleTemplates", DefinitionsRead),
        Row(Proto.RoleTemplateService.Descriptor, "CreateRoleTemplate", DefinitionsWrite),
        Row(Proto.RoleTemplateService.Descriptor, "UpdateRoleTemplate", DefinitionsWrite),
        Row(Proto.RoleTemplateService.Descriptor, "DeleteRoleTemplate", DefinitionsWrite),
        Row(Proto.RoleTemplateService.Descriptor, "PublishRoleTemplate", DefinitionsWrite),
        Row(Proto.RoleTemplateService.Descriptor, "UpdateCompletenessSettings", DefinitionsWrite),

        Row(Proto.SolutionInterestService.Descriptor, "GetSolutionInterest", DefinitionsRead),
        Row(Proto.SolutionInterestService.Descriptor, "ListSolutionInterests", DefinitionsRead),
        Row(Proto.SolutionInterestService.Descriptor, "CreateSolutionInterest", DefinitionsWrite),
        Row(Proto.SolutionInterestService.Descriptor, "UpdateSolutionInterest", DefinitionsWrite),
        Row(Proto.SolutionInterestService.Descriptor, "DeleteSolutionInterest", DefinitionsWrite),

        Row(Proto.AudienceService.Descriptor, "GetAudience", DefinitionsRead),
        Row(Proto.AudienceService.Descriptor, "ListAudiences", DefinitionsRead),
        Row(Proto.AudienceService.Descriptor, "CountAudienceAccounts", DefinitionsRead),
        Row(Proto.AudienceService.Descriptor, "ListAudienceAccounts", DefinitionsRead),
        Row(Proto.AudienceService.Descriptor, "CreateAudience", DefinitionsWrite),
        Row(Proto.AudienceService.Descriptor, "UpdateAudience", DefinitionsWrite),
        Row(Proto.AudienceService.Descriptor, "DeleteAudience", DefinitionsWrite),
        Row(Proto.AudienceService.Descriptor, "LoadAudienceAccounts", DefinitionsWrite),

        Row(Proto.StageModelService.Descriptor, "GetStageModel", DefinitionsRead),
        Row(Proto.StageModelService.Descriptor, "ListStageModels", DefinitionsRead),
        Row(Proto.StageModelService.Descriptor, "CreateStageModel", DefinitionsWrite),
        Row(Proto.StageModelService.Descriptor, "UpdateStageModel", DefinitionsWrite),
        Row(Proto.StageModelService.Descriptor, "AddStage", DefinitionsWrite),
        Row(Proto.StageModelService.Descriptor, "PublishStageModel", DefinitionsWrite),
        Row(Proto.StageModelService.Descriptor, "DeleteStageModel", DefinitionsWrite),

        Row(Proto.ScoringModelService.Descriptor, "GetScoringModel", DefinitionsRead),
        Row(Proto.ScoringModelService.Descriptor, "GetActiveScoringModel", DefinitionsRead),
        Row(Proto.ScoringModelService.Descriptor, "ListScoringModels", DefinitionsRead),
        Row(Proto.ScoringModelService.Descriptor, "DuplicateScoringModel", DefinitionsWrite),
        Row(Proto.ScoringModelService.Descriptor, "AddActivityType", DefinitionsWrite),
        Row(Proto.ScoringModelService.Descriptor, "UpdateActivityType", DefinitionsWrite),
        Row(Proto.ScoringModelService.Descriptor, "RemoveActivityType", DefinitionsWrite),
        Row(Proto.ScoringModelService.Descriptor, "UpdateScoringModel", DefinitionsWrite),
        Row(Proto.ScoringModelService.Descriptor, "DeleteScoringModel", DefinitionsWrite),
        Row(Proto.ScoringModelService.Descriptor, "ArchiveScoringModel", DefinitionsWrite),
        Row(Proto.ScoringModelService.Descriptor, "ActivateScoringModel", DefinitionsWrite),

        Row(Proto.BuyingGroupService.Descriptor, "GetBuyingGroup", GroupsRead),
        Row(Proto.BuyingGroupService.Descriptor, "ListBuyingGroups", GroupsRead),
        Row(Proto.BuyingGroupService.Descriptor, "CreateBuyingGroup", GroupsWrite),
        Row(Proto.BuyingGroupService.Descriptor, "SetBuyingGroupStage", GroupsWrite),
        Row(Proto.BuyingGroupService.Descriptor, "SetBuyingGroupStatus", GroupsWrite),
        Row(Proto.BuyingGroupService.Descriptor, "DeleteBuyingGroup", GroupsWrite),

        Row(Proto.MembershipService.Descriptor, "GetMembership", GroupsRead),
        Row(Proto.MembershipService.Descriptor, "ListMembers", GroupsRead),
        Row(Proto.MembershipService.Descriptor, "ListPersonMemberships", GroupsRead),
        Row(Proto.MembershipService.Descriptor, "ListMembershipDecisions", GroupsRead),
        Row(Proto.MembershipService.Descriptor, "AssignMember", AnyMembership),
        Row(Proto.MembershipService.Descriptor, "RemoveMember", AnyMembership),
        Row(Proto.MembershipService.Descriptor, "ChangeMemberRole", AnyMembership),
        Row(Proto.MembershipService.Descriptor, "ReleaseMember", AnyMembership),
        Row(Proto.MembershipService.Descriptor, "BatchAssignMembers", AnyMembership),
        Row(Proto.MembershipService.Descriptor, "BatchRemoveMembers", AnyMembership),
        Row(Proto.MembershipService.Descriptor, "BatchChangeMemberRoles", AnyMembership),
        Row(Proto.MembershipService.Descriptor, "BatchReleaseMembers", AnyMembership),

        Row(Proto.EventService.Descriptor, "WatchEvents", EventsRead),
        Row(Proto.EventService.Descriptor, "ListEvents", EventsRead),

        Row(Proto.JobService.Descriptor, "StartCreationJob", JobsRun),
        Row(Proto.JobService.Descriptor, "StartMaintenanceJob", JobsRun),
        Row(Proto.JobService.Descriptor, "GetJob", JobsRun),
        Row(Proto.JobService.Descriptor, "ListJobs", JobsRun),
        Row(Proto.JobService.Descriptor, "WatchJob", JobsRun),
        Row(Proto.JobService.Descriptor, "CancelJob", JobsRun),
        Row(Proto.JobService.Descriptor, "DeleteJob", JobsRun),

        Row(Proto.JourneyService.Descriptor, "ExecuteAction", MembershipJourney),
        Row(Proto.JourneyService.Descriptor, "BatchExecuteActions", MembershipJourney),
        Row(Proto.JourneyService.Descriptor, "CheckAccountCondition", GroupsRead),
        Row(Proto.JourneyService.Descriptor, "BatchCheckAccountConditions", GroupsRead),
        Row(Proto.JourneyService.Descriptor, "CheckPersonCondition", GroupsRead),
        Row(Proto.JourneyService.Descriptor, "BatchCheckPersonConditions", GroupsRead),
        Row(Proto.JourneyService.Descriptor, "WaitForEvent", EventsRead),

        Row(Proto.ActivityService.Descriptor, "RecordActivity", ActivitiesWrite),
        Row(Proto.ActivityService.Descriptor, "BatchRecordActivities", ActivitiesWrite),
        Row(Proto.ActivityService.Descriptor, "StreamRecordActivities", ActivitiesWrite),

        Row(Proto.ScoreService.Descriptor, "GetEngagementScore", ScoresRead),
        Row(Proto.ScoreService.Descriptor, "BatchGetEngagementScores", ScoresRead),
        Row(Proto.ScoreService.Descriptor, "GetPersonEngagementScore", ScoresRead),
        Row(Proto.ScoreService.Descriptor, "ExplainEngagementScore", ScoresRead),
        Row(Proto.ScoreService.Descriptor, "GetCompletenessScore", ScoresRead),
        Row(Proto.ScoreService.Descriptor, "BatchGetCompletenessScores", ScoresRead),
        Row(Proto.ScoreService.Descriptor, "ListScoreHistory", ScoresRead),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The scopes of which a caller of the method needs one; null if the method has no row.</summary>
    /// <param name="method">The method as gRPC names it: <c>/package.Service/Method</c>.</param>
    public static IReadOnlyList<string>? Of(string method) => Table.GetValueOrDefault(method);

    /// <summary>
    /// Whether everybody may call the service: health, because the orchestrator that restarts a server has no credentials, and reflection,
    /// which reveals nothing but the contracts and is on only where it is wanted.
    /// </summary>
    public static bool IsOpen(string service) =>
        service == Health.Descriptor.FullName || service.StartsWith("grpc.reflection.", StringComparison.Ordinal);

    private static KeyValuePair<string, IReadOnlyList<string>> Row(ServiceDescriptor service, string method, params string[] anyOf) =>
        KeyValuePair.Create<string, IReadOnlyList<string>>(
            service.FindMethodByName(method) is null
                ? throw new InvalidOperationException($"{service.FullName} has no method {method}.")
                : $"/{service.FullName}/{method}",
            anyOf);
}
