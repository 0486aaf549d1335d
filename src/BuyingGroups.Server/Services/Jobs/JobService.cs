using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Jobs;
using BuyingGroups.Server.Errors;
using BuyingGroups.Server.Jobs;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Validation;
using BuyingGroups.Storage.Sql.Jobs;
using Grpc.Core;

namespace BuyingGroups.Server.Services.Jobs;

/// <summary>Jobs: start, get, list, watch, cancel and delete.</summary>
internal sealed class JobService(
    JobStore store, JobOptions options, PageTokens pageTokens, Caller caller, TimeProvider time, IHostApplicationLifetime lifetime)
    : Proto.JobService.JobServiceBase
{
    private static readonly StartCreationJobValidator ValidStartCreation = new();
    private static readonly GetJobValidator ValidGet = new();
    private static readonly ListJobsValidator ValidList = new();
    private static readonly WatchJobValidator ValidWatch = new();
    private static readonly CancelJobValidator ValidCancel = new();
    private static readonly DeleteJobValidator ValidDelete = new();

    public override async Task<Proto.StartCreationJobResponse> StartCreationJob(
        Proto.StartCreationJobRequest request, ServerCallContext context)
    {
        ValidStartCreation.Require(request);
        var job = await store.StartAsync(
            new NewJob(JobType.Creation, new SolutionInterestId(request.SolutionInterestId), new AudienceId(request.AudienceId)),
            caller.Name,
            context.CancellationToken);
        return new Proto.StartCreationJobResponse { Job = job.ToProto(time.GetUtcNow()) };
    }

    public override async Task<Proto.StartMaintenanceJobResponse> StartMaintenanceJob(
        Proto.StartMaintenanceJobRequest request, ServerCallContext context)
    {
        var job = await store.StartAsync(new NewJob(JobType.Maintenance), caller.Name, context.CancellationToken);
        return new Proto.StartMaintenanceJobResponse { Job = job.ToProto(time.GetUtcNow()) };
    }

    public override async Task<Proto.GetJobResponse> GetJob(Proto.GetJobRequest request, ServerCallContext context)
    {
        ValidGet.Require(request);
        var job = await store.GetAsync(new JobId(request.JobId), context.CancellationToken);
        return new Proto.GetJobResponse { Job = await WithErrorsAsync(job, context.CancellationToken) };
    }

    public override async Task<Proto.ListJobsResponse> ListJobs(Proto.ListJobsRequest request, ServerCallContext context)
    {
        ValidList.Require(request);
        var page = await store.ListAsync(
            pageTokens.Read(request),
            new JobFilter(
                ProtoEnums.JobType.FindOwn(request.Type),
                ProtoEnums.JobStatus.FindOwn(request.Status),
                request.SolutionInterestId.Length == 0 ? null : new SolutionInterestId(request.SolutionInterestId),
                request.AudienceId.Length == 0 ? null : new AudienceId(request.AudienceId)),
            context.CancellationToken);
        return new Proto.ListJobsResponse
        {
            Jobs = { page.Items.Select(job => job.ToProto(time.GetUtcNow())) },
            NextPageToken = pageTokens.Write(request, page.Next),
        };
    }

    public override async Task WatchJob(
        Proto.WatchJobRequest request, IServerStreamWriter<Proto.WatchJobResponse> responseStream, ServerCallContext context)
    {
        ValidWatch.Require(request);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            var told = default(Job);
            while (told is not { HasEnded: true })
            {
                var job = await store.GetAsync(new JobId(request.JobId), ending.Token);
                if (job != told)
                {
                    var message = job.HasEnded ? await WithErrorsAsync(job, ending.Token) : job.ToProto(time.GetUtcNow());
                    await responseStream.WriteAsync(new Proto.WatchJobResponse { Job = message }, ending.Token);
                    told = job;
                }

                if (!job.HasEnded)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(options.WatchMilliseconds), time, ending.Token);
                }
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested
            && !context.CancellationToken.IsCancellationRequested)
        {
            throw RpcErrors.Stopping().ToRpcException();
        }
    }

    public override async Task<Proto.CancelJobResponse> CancelJob(Proto.CancelJobRequest request, ServerCallContext context)
    {
        ValidCancel.Require(request);
        var job = await store.CancelAsync(new JobId(request.JobId), caller.Name, context.CancellationToken);
        return new Proto.CancelJobResponse { Job = await WithErrorsAsync(job, context.CancellationToken) };
    }

    public override async Task<Proto.DeleteJobResponse> DeleteJob(Proto.DeleteJobRequest request, ServerCallContext context)
    {
        ValidDelete.Require(request);
        await store.DeleteAsync(new JobId(request.JobId), context.CancellationToken);
        return new Proto.DeleteJobResponse();
    }

    private async Task<Proto.Job> WithErrorsAsync(Job job, CancellationToken cancellationToken) =>
        job.ToProto(time.GetUtcNow(), job.Progress.Errors == 0 ? null : await store.GetErrorsAsync(job.Id, cancellationToken));
}
