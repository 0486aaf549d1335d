using BuyingGroups.V1;
using Google.Protobuf.Reflection;

namespace BuyingGroups.Client;

/// <summary>
/// The unary methods that are sent again when they are answered UNAVAILABLE or RESOURCE_EXHAUSTED. The server may have executed a call
/// whose answer was lost, so a method is listed only if a second execution does no more than the first. Methods for which that isn't
/// certain are left out.
/// </summary>
internal static class RetryableMethods
{
    private static readonly string[] Reads = ["Get", "List", "BatchGet", "Explain", "Check", "BatchCheck", "Test", "Count"];

    /// <summary>
    /// Writes that may be executed twice. Creating, duplicating and adding aren't among them (the second execution answers ALREADY_EXISTS),
    /// nor are publishing and activating (FAILED_PRECONDITION: no DRAFT any more), nor methods that take an etag (ABORTED): their callers
    /// would be told of a failure that was a success. Nor are batches of commands: one that assigns and removes does more the second time.
    /// Give them a request_id.
    /// </summary>
    private static readonly HashSet<string> RepeatableWrites =
    [
        nameof(ActivityService.ActivityServiceClient.RecordActivity), // deduplicated by activity_id
        nameof(ActivityService.ActivityServiceClient.BatchRecordActivities),
        nameof(DirectoryService.DirectoryServiceClient.BatchUpsertAccounts), // replaces the stored data
        nameof(DirectoryService.DirectoryServiceClient.BatchUpsertPeople),
        nameof(MembershipService.MembershipServiceClient.AssignMember), // the second time is UNCHANGED
        nameof(MembershipService.MembershipServiceClient.RemoveMember),
        nameof(MembershipService.MembershipServiceClient.ChangeMemberRole),
        nameof(MembershipService.MembershipServiceClient.ReleaseMember),
        nameof(JourneyService.JourneyServiceClient.ExecuteAction), // the second time is UNCHANGED
        nameof(JobService.JobServiceClient.CancelJob), // the second time changes nothing
    ];

    public static IReadOnlyList<MethodDescriptor> All { get; } =
    [
        .. new[]
        {
            ActivityService.Descriptor,
            AudienceService.Descriptor,
            BuyingGroupService.Descriptor,
            DirectoryService.Descriptor,
            EventService.Descriptor,
            JobService.Descriptor,
            JourneyService.Descriptor,
            MembershipService.Descriptor,
            RoleService.Descriptor,
            RoleTemplateService.Descriptor,
            ScoreService.Descriptor,
            ScoringModelService.Descriptor,
            SolutionInterestService.Descriptor,
            StageModelService.Descriptor,
        }
        .SelectMany(service => service.Methods)
        .Where(method => !method.IsClientStreaming && !method.IsServerStreaming)
        .Where(method => IsRead(method) || RepeatableWrites.Contains(method.Name)),
    ];

    private static bool IsRead(MethodDescriptor method) => Reads.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal));
}
