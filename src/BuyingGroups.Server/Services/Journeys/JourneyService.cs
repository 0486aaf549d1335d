using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Server.Errors;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Services.Events;
using BuyingGroups.Server.Services.Groups;
using BuyingGroups.Server.Services.Membership;
using BuyingGroups.Server.Validation;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Sql.Commands;
using BuyingGroups.Storage.Sql.Events;
using Grpc.Core;
using RpcStatus = Google.Rpc.Status;

namespace BuyingGroups.Server.Services.Journeys;

/// <summary>What a journey orchestrator calls: actions, conditions, and waits for events.</summary>
internal sealed class JourneyService(
    GroupCommandRunner runner,
    Caller caller,
    ConditionChecker conditions,
    EventStore events,
    EventFeed feed,
    TimeProvider time,
    IHostApplicationLifetime lifetime) : Proto.JourneyService.JourneyServiceBase
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(30);

    // An answer at the deadline itself would arrive too late.
    private static readonly TimeSpan BeforeDeadline = TimeSpan.FromMilliseconds(250);

    private static readonly ExecuteActionValidator ValidAction = new();
    private static readonly BatchExecuteActionsValidator ValidActions = new();
    private static readonly JourneyActionValidator ValidActionItem = new();
    private static readonly CheckAccountConditionValidator ValidAccount = new();
    private static readonly BatchCheckAccountConditionsValidator ValidAccounts = new();
    private static readonly AccountConditionValidator ValidAccountItem = new();
    private static readonly CheckPersonConditionValidator ValidPerson = new();
    private static readonly BatchCheckPersonConditionsValidator ValidPeople = new();
    private static readonly PersonConditionValidator ValidPersonItem = new();
    private static readonly WaitForEventValidator ValidWait = new();

    public override Task<Proto.ExecuteActionResponse> ExecuteAction(Proto.ExecuteActionRequest request, ServerCallContext context)
    {
        ValidAction.Require(request);
        var command = CommandOf(request.Action);
        return runner.RunAsync(
            request,
            request.RequestId,
            [command],
            results => new Proto.ExecuteActionResponse
            {
                Result = results[0].ToJourneyResult()
                    ?? throw ErrorOf(results[0], command, $"action.{PathOf(command)}").ToRpcException(),
            },
            context.CancellationToken);
    }

    public override Task<Proto.BatchExecuteActionsResponse> BatchExecuteActions(
        Proto.BatchExecuteActionsRequest request, ServerCallContext context)
    {
        ValidActions.Require(request);
        var batch = BatchOfCommands.Of(request.Actions, action => ValidActionItem.ErrorOf(action), CommandOf, "actions");
        return runner.RunAsync(
            request,
            request.RequestId,
            batch.Commands,
            results => new Proto.BatchExecuteActionsResponse
            {
                Results =
                {
                    batch.Answers(
                        results,
                        error => new Proto.JourneyActionResult { Error = error },
                        (result, command, path) => result.ToJourneyResult()
                            ?? new Proto.JourneyActionResult { Error = ErrorOf(result, command, path + PathOf(command)) }),
                },
            },
            context.CancellationToken);
    }

    public override async Task<Proto.CheckAccountConditionResponse> CheckAccountCondition(
        Proto.CheckAccountConditionRequest request, ServerCallContext context)
    {
        ValidAccount.Require(request);
        var result = (await conditions.CheckAsync([request.Condition.ToCondition()], context.CancellationToken))[0]
            ?? throw new ResourceNotFoundException(ResourceTypes.Account, request.Condition.AccountId);
        return new Proto.CheckAccountConditionResponse { Result = result.ToProto() };
    }

    public override async Task<Proto.BatchCheckAccountConditionsResponse> BatchCheckAccountConditions(
        Proto.BatchCheckAccountConditionsRequest request, ServerCallContext context)
    {
        ValidAccounts.Require(request);
        return new Proto.BatchCheckAccountConditionsResponse
        {
            Results =
            {
                await CheckAsync(
                    request.Conditions,
                    condition => ValidAccountItem.ErrorOf(condition),
                    valid => conditions.CheckAsync([.. valid.Select(condition => condition.ToCondition())], context.CancellationToken),
                    condition => RpcErrors.NotFound(ResourceTypes.Account, condition.AccountId)),
            },
        };
    }

    public override async Task<Proto.CheckPersonConditionResponse> CheckPersonCondition(
        Proto.CheckPersonConditionRequest request, ServerCallContext context)
    {
        ValidPerson.Require(request);
        var result = (await conditions.CheckAsync([request.Condition.ToCondition()], context.CancellationToken))[0]
            ?? throw new ResourceNotFoundException(ResourceTypes.Person, request.Condition.PersonId);
        return new Proto.CheckPersonConditionResponse { Result = result.ToProto() };
    }

    public override async Task<Proto.BatchCheckPersonConditionsResponse> BatchCheckPersonConditions(
        Proto.BatchCheckPersonConditionsRequest request, ServerCallContext context)
    {
        ValidPeople.Require(request);
        return new Proto.BatchCheckPersonConditionsResponse
        {
            Results =
            {
                await CheckAsync(
                    request.Conditions,
                    condition => ValidPersonItem.ErrorOf(condition),
                    valid => conditions.CheckAsync([.. valid.Select(condition => condition.ToCondition())], context.CancellationToken),
                    condition => RpcErrors.NotFound(ResourceTypes.Person, condition.PersonId)),
            },
        };
    }

    public override async Task<Proto.WaitForEventResponse> WaitForEvent(Proto.WaitForEventRequest request, ServerCallContext context)
    {
        ValidWait.Require(request);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        var wait = request.Timeout?.ToTimeSpan() ?? DefaultWait;
        var started = time.GetTimestamp();
        if (context.Deadline != DateTime.MaxValue && context.Deadline - DateTime.UtcNow - BeforeDeadline is var left && left < wait)
        {
            wait = left;
        }

        try
        {
            var position = request.HasAfterPosition ? request.AfterPosition : await events.GetLastPositionAsync(ending.Token);
            await foreach (var page in feed.ReadAsync(position, request.Filter.ToFilter(), wait, ending.Token))
            {
                if (page.Events is [var first, ..])
                {
                    return new Proto.WaitForEventResponse { Event = first.ToProto(), Position = first.Position };
                }

                position = page.Position;
                if (page.IsLast && time.GetElapsedTime(started) >= wait)
                {
                    break;
                }
            }

            return new Proto.WaitForEventResponse { Position = position };
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested
            && !context.CancellationToken.IsCancellationRequested)
        {
            throw RpcErrors.Stopping().ToRpcException();
        }
    }

    private static async Task<IEnumerable<Proto.ConditionResult>> CheckAsync<T>(
        IReadOnlyList<T> items,
        Func<T, RpcStatus?> errorOf,
        Func<IEnumerable<T>, Task<IReadOnlyList<CheckedCondition?>>> check,
        Func<T, RpcStatus> missing)
    {
        var results = items
            .Select((item, index) => new Proto.ConditionResult { Error = errorOf(item)?.Under($"conditions[{index}].") })
            .ToArray();
        int[] valid = [.. Enumerable.Range(0, results.Length).Where(index => results[index].Error is null)];
        var answers = await check(valid.Select(index => items[index]));
        foreach (var (index, answer) in valid.Zip(answers))
        {
            results[index] = answer?.ToProto() ?? new Proto.ConditionResult { Error = missing(items[index]) };
        }

        return results;
    }

    private GroupCommand CommandOf(Proto.JourneyAction action) =>
        action.ToCommand(runner.DecisionOf(caller.SourceOf(Proto.MembershipSource.Journey), action.Author(), action.Reason));

    private static string PathOf(GroupCommand command) => command switch
    {
        MemberCommand { Command.Action: MembershipAction.Assign } => "assign_person.",
        MemberCommand => "remove_person.",
        StageCommand => "update_stage.",
        _ => "update_status.",
    };

    private static RpcStatus ErrorOf(GroupCommandResult result, GroupCommand command, string path) =>
        GroupRefusals.ErrorOf(((RefusedCommand)result).Reason, command, path);
}
