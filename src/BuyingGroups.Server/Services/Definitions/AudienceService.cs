using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Server.Errors;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Services.Conditions;
using BuyingGroups.Server.Services.Directory;
using BuyingGroups.Server.Validation;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Directory;
using Grpc.Core;

namespace BuyingGroups.Server.Services.Definitions;

/// <summary>Account audiences: lists of accounts, conditions, or both.</summary>
internal sealed class AudienceService(
    AudienceStore store,
    AttributeStore attributes,
    AudienceReader reader,
    PageTokens pageTokens,
    IHostApplicationLifetime lifetime,
    Caller caller)
    : Proto.AudienceService.AudienceServiceBase
{
    private static readonly CreateAudienceValidator ValidCreate = new();
    private static readonly GetAudienceValidator ValidGet = new();
    private static readonly ListAudiencesValidator ValidList = new();
    private static readonly UpdateAudienceValidator ValidUpdate = new();
    private static readonly DeleteAudienceValidator ValidDelete = new();
    private static readonly LoadAudienceAccountsValidator ValidFirstPiece = new(isFirst: true);
    private static readonly LoadAudienceAccountsValidator ValidLaterPiece = new(isFirst: false);
    private static readonly CountAudienceAccountsValidator ValidCount = new();
    private static readonly ListAudienceAccountsValidator ValidListAccounts = new();

    public override async Task<Proto.CreateAudienceResponse> CreateAudience(Proto.CreateAudienceRequest request, ServerCallContext context)
    {
        ValidCreate.Require(request);
        var audience = await store.CreateAsync(
            request.Audience.DisplayName.Trim(),
            request.Audience.Description,
            request.Audience.HasAccountList,
            await ConditionOfAsync(request.Audience, context.CancellationToken),
            caller.Name,
            context.CancellationToken);
        return new Proto.CreateAudienceResponse { Audience = audience.ToProto() };
    }

    public override async Task<Proto.GetAudienceResponse> GetAudience(Proto.GetAudienceRequest request, ServerCallContext context)
    {
        ValidGet.Require(request);
        var audience = await store.GetAsync(new AudienceId(request.AudienceId), context.CancellationToken);
        return new Proto.GetAudienceResponse { Audience = audience.ToProto() };
    }

    public override async Task<Proto.ListAudiencesResponse> ListAudiences(Proto.ListAudiencesRequest request, ServerCallContext context)
    {
        ValidList.Require(request);
        var page = await store.ListAsync(
            pageTokens.Read(request),
            request.DisplayNamePart,
            context.CancellationToken);
        return new Proto.ListAudiencesResponse
        {
            Audiences = { page.Items.Select(audience => audience.ToProto()) },
            NextPageToken = pageTokens.Write(request, page.Next),
        };
    }

    public override async Task<Proto.UpdateAudienceResponse> UpdateAudience(Proto.UpdateAudienceRequest request, ServerCallContext context)
    {
        ValidUpdate.Require(request);
        var wanted = request.Audience;
        var mask = request.UpdateMask;
        var id = new AudienceId(wanted.AudienceId);
        var changesCondition = mask.Names(UpdateAudienceValidator.Condition);
        if (changesCondition && wanted.Condition is null && !(await store.GetAsync(id, context.CancellationToken)).HasAccountList)
        {
            throw RpcErrors.InvalidArgument("audience.condition", UpdateAudienceValidator.ConditionMissing, "REQUIRED").ToRpcException();
        }

        var change = new AudienceChange
        {
            Name = mask.Names(DefinitionRules.DisplayName) ? wanted.DisplayName.Trim() : null,
            Description = mask.Names(DefinitionRules.Description) ? wanted.Description : null,
            ChangesCondition = changesCondition,
            Condition = changesCondition ? await ConditionOfAsync(wanted, context.CancellationToken) : null,
        };
        var audience = await store.UpdateAsync(id, wanted.Etag, change, caller.Name, context.CancellationToken);
        return new Proto.UpdateAudienceResponse { Audience = audience.ToProto() };
    }

    public override async Task<Proto.DeleteAudienceResponse> DeleteAudience(Proto.DeleteAudienceRequest request, ServerCallContext context)
    {
        ValidDelete.Require(request);
        await store.DeleteAsync(new AudienceId(request.AudienceId), request.Etag, context.CancellationToken);
        return new Proto.DeleteAudienceResponse();
    }

    public override async Task<Proto.LoadAudienceAccountsResponse> LoadAudienceAccounts(
        IAsyncStreamReader<Proto.LoadAudienceAccountsRequest> requestStream, ServerCallContext context)
    {
        // A server that stops waits for no further message.
        using var loading = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            return await LoadAsync(requestStream, loading.Token);
        }
        catch (Exception) when (lifetime.ApplicationStopping.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            throw RpcErrors.Stopping().ToRpcException();
        }
    }

    public override async Task<Proto.CountAudienceAccountsResponse> CountAudienceAccounts(
        Proto.CountAudienceAccountsRequest request, ServerCallContext context)
    {
        ValidCount.Require(request);
        var audience = await store.GetAsync(new AudienceId(request.AudienceId), context.CancellationToken);
        return new Proto.CountAudienceAccountsResponse { Accounts = await reader.CountAsync(audience, context.CancellationToken) };
    }

    public override async Task<Proto.ListAudienceAccountsResponse> ListAudienceAccounts(
        Proto.ListAudienceAccountsRequest request, ServerCallContext context)
    {
        ValidListAccounts.Require(request);
        var page = pageTokens.Read(request);
        var audience = await store.GetAsync(new AudienceId(request.AudienceId), context.CancellationToken);
        var (selected, tested) = await reader.SelectAsync(audience, page, context.CancellationToken);
        return new Proto.ListAudienceAccountsResponse
        {
            Accounts =
            {
                selected.Items.Select(account =>
                    caller.ReadsDirectory ? account.ToProto() : new Proto.Account { AccountId = account.Id.Value }),
            },
            AccountsTested = tested,
            NextPageToken = pageTokens.Write(request, selected.Next),
        };
    }

    private async Task<Proto.LoadAudienceAccountsResponse> LoadAsync(
        IAsyncStreamReader<Proto.LoadAudienceAccountsRequest> pieces, CancellationToken cancellationToken)
    {
        AudienceLoad? load = null;
        try
        {
            await foreach (var piece in pieces.ReadAllAsync(cancellationToken))
            {
                (load is null ? ValidFirstPiece : ValidLaterPiece).Require(piece);
                load ??= await store.BeginLoadAsync(new AudienceId(piece.AudienceId), cancellationToken);
                RequireSame(load, piece);
                await load.AddAsync(piece.AccountIds, cancellationToken);
                RequireNotTooMany(load);
            }

            if (load is null)
            {
                throw RpcErrors.InvalidArgument("audience_id", "is required: the stream has no message", "REQUIRED").ToRpcException();
            }

            var audience = await load.CompleteAsync(caller.Name, cancellationToken);
            return new Proto.LoadAudienceAccountsResponse
            {
                Audience = audience.ToProto(),
                AccountsListed = load.Listed,
                UnknownAccounts = load.Unknown,
                UnknownAccountIds = { load.FirstUnknown },
            };
        }
        catch when (load is not null)
        {
            await load.AbandonAsync(lifetime.ApplicationStopping);
            throw;
        }
    }

    private static void RequireSame(AudienceLoad load, Proto.LoadAudienceAccountsRequest piece)
    {
        if (piece.AudienceId.Length > 0 && piece.AudienceId != load.AudienceId.Value)
        {
            throw RpcErrors.InvalidArgument("audience_id", "names another audience than the first message", "AMBIGUOUS").ToRpcException();
        }
    }

    private static void RequireNotTooMany(AudienceLoad load)
    {
        if (load.Listed + load.Unknown > Audience.MaxListedAccounts)
        {
            throw RpcErrors.InvalidArgument("account_ids", "has more than 1,000,000 different ids in all messages", "TOO_MANY")
                .ToRpcException();
        }
    }

    private async Task<Condition?> ConditionOfAsync(Proto.Audience audience, CancellationToken cancellationToken) =>
        audience.Condition is null
            ? null
            : ConditionReader.Read(
                audience.Condition, "audience.condition",
                AccountSchema.With(await attributes.GetAsync(AttributeSubject.Account, cancellationToken)));
}
