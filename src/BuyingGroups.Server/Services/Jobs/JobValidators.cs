using BuyingGroups.Server.Validation;

namespace BuyingGroups.Server.Services.Jobs;

internal sealed class StartCreationJobValidator : Validator<Proto.StartCreationJobRequest>
{
    public StartCreationJobValidator()
    {
        RuleFor(request => request.SolutionInterestId).Id();
        RuleFor(request => request.AudienceId).Id();
    }
}

internal sealed class GetJobValidator : Validator<Proto.GetJobRequest>
{
    public GetJobValidator() => RuleFor(request => request.JobId).Id();
}

internal sealed class WatchJobValidator : Validator<Proto.WatchJobRequest>
{
    public WatchJobValidator() => RuleFor(request => request.JobId).Id();
}

internal sealed class CancelJobValidator : Validator<Proto.CancelJobRequest>
{
    public CancelJobValidator() => RuleFor(request => request.JobId).Id();
}

internal sealed class DeleteJobValidator : Validator<Proto.DeleteJobRequest>
{
    public DeleteJobValidator() => RuleFor(request => request.JobId).Id();
}

internal sealed class ListJobsValidator : Validator<Proto.ListJobsRequest>
{
    public ListJobsValidator()
    {
        RuleFor(request => request.PageSize).PageSize();
        RuleFor(request => request.Type).Known();
        RuleFor(request => request.Status).Known();
        RuleFor(request => request.SolutionInterestId).OptionalId();
        RuleFor(request => request.AudienceId).OptionalId();
    }
}
