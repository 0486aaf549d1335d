using BuyingGroups.Domain.Jobs;
using Google.Protobuf.WellKnownTypes;

namespace BuyingGroups.Server.Services.Jobs;

/// <summary>Maps jobs to the contracts.</summary>
internal static class JobMapping
{
    public static Proto.Job ToProto(this Job job, DateTimeOffset now, IReadOnlyList<JobError>? errors = null) => new()
    {
        JobId = job.Id.Value,
        Type = ProtoEnums.JobType.Proto(job.Type),
        Status = ProtoEnums.JobStatus.Proto(job.Status),
        SolutionInterestId = job.SolutionInterestId?.Value ?? "",
        AudienceId = job.AudienceId?.Value ?? "",
        RoleTemplateId = job.RoleTemplateId?.Value ?? "",
        CreateTime = job.Created.At.ToTimestamp(),
        Creator = job.Created.By,
        StartTime = job.StartedAt?.ToTimestamp(),
        EndTime = job.EndedAt?.ToTimestamp(),
        EstimatedEndTime = job.EstimatedEnd(now)?.ToTimestamp(),
        Canceller = job.CancelledBy ?? "",
        Failure = job.Failure ?? "",
        Progress = new()
        {
            AccountsTotal = job.Progress.AccountsTotal,
            AccountsDone = job.Progress.AccountsDone,
            AccountsSelected = job.Progress.AccountsSelected,
            GroupsTotal = job.Progress.GroupsTotal,
            GroupsDone = job.Progress.GroupsDone,
            GroupsCreated = job.Progress.GroupsCreated,
            MembersAssigned = job.Progress.MembersAssigned,
            MembersRemoved = job.Progress.MembersRemoved,
            RolesChanged = job.Progress.RolesChanged,
            Overruled = job.Progress.Overruled,
            CompletenessChanged = job.Progress.CompletenessChanged,
            EngagementChanged = job.Progress.EngagementChanged,
            Errors = job.Progress.Errors,
            PeopleTotal = job.Progress.PeopleTotal,
            PeopleDone = job.Progress.PeopleDone,
        },
        Errors = { (errors ?? []).Select(error => new Proto.JobError { AccountId = error.AccountId.Value, Message = error.Message }) },
    };
}
