using System.Collections.Frozen;
using Grpc.Health.V1;
using static BuyingGroups.Server.Limits.LimitClass;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace BuyingGroups.Server.Limits;

/// <summary>
/// The limit against which each method counts. A method without a row counts as costly, so that a new one is limited strictly until
/// somebody decides.
/// </summary>
internal static class MethodLimits
{
    private static readonly FrozenDictionary<string, LimitClass> Table = new[]
    {
        Rows(Proto.DirectoryService.Descriptor, Costly, "TestPersonCondition", "TestAccountCondition"),
        Rows(
            Proto.DirectoryService.Descriptor,
            Call,
            "BatchUpsertAccounts", "BatchUpsertPeople", "GetAccount", "ListAccounts", "GetPerson", "ListPeople", "ErasePerson",
            "CreateAttribute", "ListAttributes", "DeleteAttribute"),
        Rows(Proto.RoleService.Descriptor, Call, "ListRoles", "GetRole", "CreateRole", "UpdateRole", "DeleteRole"),
        Rows(
            Proto.RoleTemplateService.Descriptor,
            Call,
            "GetRoleTemplate", "ListRoleTemplates", "CreateRoleTemplate", "UpdateRoleTemplate", "DeleteRoleTemplate", "PublishRoleTemplate",
            "UpdateCompletenessSettings"),
        Rows(
            Proto.SolutionInterestService.Descriptor,
            Call,
            "GetSolutionInterest", "ListSolutionInterests", "CreateSolutionInterest", "UpdateSolutionInterest", "DeleteSolutionInterest"),
        Rows(Proto.AudienceService.Descriptor, Costly, "CountAudienceAccounts", "ListAudienceAccounts"),
        Rows(Proto.AudienceService.Descriptor, Call, "GetAudience", "ListAudiences", "CreateAudience", "UpdateAudience", "DeleteAudience"),
        Rows(Proto.AudienceService.Descriptor, LimitClass.Stream, "LoadAudienceAccounts"),
        Rows(
            Proto.StageModelService.Descriptor,
            Call,
            "GetStageModel", "ListStageModels", "CreateStageModel", "UpdateStageModel", "AddStage", "PublishStageModel",
            "DeleteStageModel"),
        Rows(
            Proto.ScoringModelService.Descriptor,
            Call,
            "GetScoringModel", "GetActiveScoringModel", "ListScoringModels", "DuplicateScoringModel", "AddActivityType",
            "UpdateActivityType", "RemoveActivityType", "UpdateScoringModel", "DeleteScoringModel", "ArchiveScoringModel",
            "ActivateScoringModel"),
        Rows(
            Proto.BuyingGroupService.Descriptor,
            Call,
            "GetBuyingGroup", "ListBuyingGroups", "CreateBuyingGroup", "SetBuyingGroupStage", "SetBuyingGroupStatus", "DeleteBuyingGroup"),
        Rows(
            Proto.MembershipService.Descriptor,
            Call,
            "GetMembership", "ListMembers", "ListPersonMemberships", "ListMembershipDecisions", "AssignMember", "RemoveMember",
            "ChangeMemberRole", "ReleaseMember", "BatchAssignMembers", "BatchRemoveMembers", "BatchChangeMemberRoles",
            "BatchReleaseMembers"),
        Rows(Proto.EventService.Descriptor, LimitClass.Stream, "WatchEvents"),
        Rows(Proto.EventService.Descriptor, Call, "ListEvents"),
        Rows(Proto.JobService.Descriptor, LimitClass.Stream, "WatchJob"),
        Rows(Proto.JobService.Descriptor, Call, "StartCreationJob", "StartMaintenanceJob", "GetJob", "ListJobs", "CancelJob", "DeleteJob"),
        // It waits for as long as the caller asks.
        Rows(Proto.JourneyService.Descriptor, LimitClass.Stream, "WaitForEvent"),
        Rows(
            Proto.JourneyService.Descriptor,
            Call,
            "ExecuteAction", "BatchExecuteActions", "CheckAccountCondition", "BatchCheckAccountConditions", "CheckPersonCondition",
            "BatchCheckPersonConditions"),
        Rows(Proto.ActivityService.Descriptor, Call, "RecordActivity", "BatchRecordActivities"),
        Rows(Proto.ActivityService.Descriptor, LimitClass.Stream, "StreamRecordActivities"),
        // An explanation has a row for each member, type and day, so that of a large group is larger than any other answer.
        Rows(Proto.ScoreService.Descriptor, Costly, "ExplainEngagementScore"),
        Rows(
            Proto.ScoreService.Descriptor,
            Call,
            "GetEngagementScore", "BatchGetEngagementScores", "GetPersonEngagementScore", "GetCompletenessScore",
            "BatchGetCompletenessScores", "ListScoreHistory"),
        Rows(Health.Descriptor, Unlimited, "Check"),
        Rows(Health.Descriptor, HealthWatch, "Watch"),
    }.SelectMany(rows => rows).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether the table has the method.</summary>
    /// <param name="method">The method as gRPC names it: <c>/package.Service/Method</c>.</param>
    public static bool Has(string method) => Table.ContainsKey(method);

    /// <summary>The limit class of a method.</summary>
    /// <param name="method">
    /// The method as gRPC names it. Reflection counts as a stream, and any other method outside the contracts as a call.
    /// </param>
    public static LimitClass Of(string method) =>
        Table.TryGetValue(method, out var found) ? found
        : method.StartsWith("/grpc.reflection.", StringComparison.Ordinal) ? LimitClass.Stream
        : method.StartsWith("/buyinggroups.", StringComparison.Ordinal) ? Costly
        : Call;

    private static IEnumerable<KeyValuePair<string, LimitClass>> Rows(
        ServiceDescriptor service, LimitClass limit, params string[] methods) =>
        methods.Select(method => KeyValuePair.Create(
            service.FindMethodByName(method) is null
                ? throw new InvalidOperationException($"{service.FullName} has no method {method}.")
                : $"/{service.FullName}/{method}",
            limit));
}
