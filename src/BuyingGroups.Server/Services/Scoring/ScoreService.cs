using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Errors;
using BuyingGroups.Server.Freshness;
using BuyingGroups.Server.People;
using BuyingGroups.Server.Rosters;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Stores;
using BuyingGroups.Server.Validation;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Sql.Groups;
using BuyingGroups.Storage.Sql.Jobs;
using Grpc.Core;

namespace BuyingGroups.Server.Services.Scoring;

/// <summary>Engagement and completeness of groups, engagement of people, and the explanation of a group's score.</summary>
internal sealed class ScoreService(
    GroupReader groups,
    PersonReader people,
    RosterStore rosters,
    StoredScoreStore stored,
    SharedStateLease lease,
    ScoringCalendar calendar,
    ClockCheck clock,
    PageTokens pageTokens,
    TimeProvider time,
    Caller caller)
    : Proto.ScoreService.ScoreServiceBase
{
    private static readonly GetEngagementScoreValidator ValidGet = new();
    private static readonly BatchGetEngagementScoresValidator ValidBatchGet = new();
    private static readonly GetPersonEngagementScoreValidator ValidGetPerson = new();
    private static readonly ExplainEngagementScoreValidator ValidExplain = new();
    private static readonly GetCompletenessScoreValidator ValidGetCompleteness = new();
    private static readonly BatchGetCompletenessScoresValidator ValidBatchGetCompleteness = new();
    private static readonly ListScoreHistoryValidator ValidListHistory = new();
    private static readonly BuyingGroupIdValidator ValidId = new();

    public override async Task<Proto.GetEngagementScoreResponse> GetEngagementScore(
        Proto.GetEngagementScoreRequest request, ServerCallContext context)
    {
        ValidGet.Require(request);
        clock.Require();
        var reading = await groups.ReadAsync(new BuyingGroupId(request.BuyingGroupId), context.CancellationToken);
        return new Proto.GetEngagementScoreResponse
        {
            EngagementScore = reading.ToProto(request.Method.ToMethod(), calendar),
        };
    }

    public override async Task<Proto.BatchGetEngagementScoresResponse> BatchGetEngagementScores(
        Proto.BatchGetEngagementScoresRequest request, ServerCallContext context)
    {
        ValidBatchGet.Require(request);
        clock.Require();
        var readings = await groups.ReadManyAsync(ValidIds(request.BuyingGroupIds), context.CancellationToken);
        return new Proto.BatchGetEngagementScoresResponse
        {
            Results =
            {
                request.BuyingGroupIds.Select((id, index) => readings.TryGetValue(new BuyingGroupId(id), out var reading)
                    ? new Proto.EngagementScoreResult { EngagementScore = reading.ToProto(request.Method.ToMethod(), calendar) }
                    : new Proto.EngagementScoreResult { Error = ErrorOf(id, index) }),
            },
        };
    }

    public override async Task<Proto.GetPersonEngagementScoreResponse> GetPersonEngagementScore(
        Proto.GetPersonEngagementScoreRequest request, ServerCallContext context)
    {
        ValidGetPerson.Require(request);
        clock.Require();
        var now = time.GetUtcNow();
        var state = await lease.CurrentAsync(context.CancellationToken);
        var counters = await people.ReadAsync(new PersonId(request.PersonId), context.CancellationToken);
        var basis = new ScoringBasis(request.Method.ToMethod(), state.Model, calendar.WindowAt(now), now, state.Highest?.OfPeople);
        var score = ComputedScore.Of(EngagementScore.PersonTotal(counters, basis.Model, basis.Window, basis.Method), basis);
        return new Proto.GetPersonEngagementScoreResponse
        {
            PersonEngagementScore = new Proto.PersonEngagementScore
            {
                PersonId = request.PersonId,
                Score = score.ToProto(),
                Basis = basis.ToProto(score, calendar),
            },
        };
    }

    public override async Task<Proto.ExplainEngagementScoreResponse> ExplainEngagementScore(
        Proto.ExplainEngagementScoreRequest request, ServerCallContext context)
    {
        ValidExplain.Require(request);
        clock.Require();
        var reading = await groups.ReadAsync(new BuyingGroupId(request.BuyingGroupId), context.CancellationToken);
        var explanation = new Explanation(
                reading, request.Method.ToMethod(), request.PersonIds.ToHashSet(), withNames: caller.ReadsDirectory)
            .ToProto(calendar);
        return explanation.CalculateSize() <= Explanation.MaxSize
            ? explanation
            : throw RpcErrors.FailedPrecondition(
                "EXPLANATION_TOO_LARGE",
                "person_ids",
                "The explanation has more than 4 MB. Ask for fewer people with person_ids.").ToRpcException();
    }

    public override async Task<Proto.GetCompletenessScoreResponse> GetCompletenessScore(
        Proto.GetCompletenessScoreRequest request, ServerCallContext context)
    {
        ValidGetCompleteness.Require(request);
        var read = await rosters.GetAsync([new BuyingGroupId(request.BuyingGroupId)], context.CancellationToken);
        return read.TryGetValue(new BuyingGroupId(request.BuyingGroupId), out var roster)
            ? new Proto.GetCompletenessScoreResponse { CompletenessScore = roster.ToCompleteness() }
            : throw RpcErrors.NotFound(ResourceTypes.BuyingGroup, request.BuyingGroupId).ToRpcException();
    }

    public override async Task<Proto.BatchGetCompletenessScoresResponse> BatchGetCompletenessScores(
        Proto.BatchGetCompletenessScoresRequest request, ServerCallContext context)
    {
        ValidBatchGetCompleteness.Require(request);
        var read = await rosters.GetAsync(ValidIds(request.BuyingGroupIds), context.CancellationToken);
        return new Proto.BatchGetCompletenessScoresResponse
        {
            Results =
            {
                request.BuyingGroupIds.Select((id, index) => read.TryGetValue(new BuyingGroupId(id), out var roster)
                    ? new Proto.CompletenessScoreResult { CompletenessScore = roster.ToCompleteness() }
                    : new Proto.CompletenessScoreResult { Error = ErrorOf(id, index) }),
            },
        };
    }

    public override async Task<Proto.ListScoreHistoryResponse> ListScoreHistory(
        Proto.ListScoreHistoryRequest request, ServerCallContext context)
    {
        ValidListHistory.Require(request);
        var page = await stored.ListHistoryAsync(
            new BuyingGroupId(request.BuyingGroupId),
            pageTokens.Read(request),
            request.FirstDay is { } first ? CalendarDay.Of(first) : null,
            request.LastDay is { } last ? CalendarDay.Of(last) : null,
            context.CancellationToken);
        return new Proto.ListScoreHistoryResponse
        {
            Days = { page.Items.Select(day => day.ToProto()) },
            NextPageToken = pageTokens.Write(request, page.Next),
        };
    }

    private static BuyingGroupId[] ValidIds(IEnumerable<string> ids) =>
        [.. ids.Where(id => ValidId.ErrorOf(new BuyingGroupIdItem(id)) is null).Distinct().Select(id => new BuyingGroupId(id))];

    private static Google.Rpc.Status ErrorOf(string id, int index) =>
        ValidId.ErrorOf(new BuyingGroupIdItem(id), () => $"buying_group_ids[{index}]") ?? RpcErrors.NotFound(ResourceTypes.BuyingGroup, id);
}
