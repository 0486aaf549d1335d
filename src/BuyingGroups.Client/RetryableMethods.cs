using BuyingGroups.V1;
using Google.Protobuf.Reflection;

namespace BuyingGroups.Client;

/// <summary>
/// The unary methods that are sent again when they are answered UNAVAILABLE or RESOURCE_EXHAUSTED. The server may have carried out a call
/// whose answer got lost, so a method is here only if it does no more the second time than the first. One that isn't known to be so stays
/// out.
/// </summary>
internal static class RetryableMethods
{
    private static readonly string[] Reads = ["Get", "List", "BatchGet", "Explain", "Check", "BatchCheck", "Test", "Count"];

    /// <summary>
    /// Writes that may come twice. Creating, duplicating and adding are not among them (the second answers ALREADY_EXISTS), nor publishing
    /// and activating (FAILED_PRECONDITION: no DRAFT any more), nor what takes an etag (ABORTED): their callers would be told of a failure
    /// that was a success. Batches of commands aren't either: one that assigns and removes again does more the second time. Give them a
    /// request_id.
    /// </summary>
    private static readonly HashSet<string> RepeatableWrites =
    [
        nameof(ActivityService.ActivityServiceClient.RecordActivity), // activity_id
        nameof(ActivityService.ActivityServiceClient.BatchRecordActivities),
        nameof(DirectoryService.DirectoryServiceClient.BatchUpsertAccounts), // replaces
        nameof(DirectoryService.DirectoryServiceClient.BatchUpsertPeople),
        nameof(MembershipService.MembershipServiceClient.AssignMember), // the second is UNCHANGED
        nameof(MembershipService.MembershipServiceClient.RemoveMember),
        nameof(MembershipService.MembershipServiceClient.ChangeMemberRole),
        nameof(MembershipService.MembershipServiceClient.ReleaseMember),
        nameof(JourneyService.JourneyServiceClient.ExecuteAction), // the second is UNCHANGED
        nameof(JobService.JobServiceClient.CancelJob), // the second changes nothing
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
