using BuyingGroups.Domain.Directory;
using BuyingGroups.Server.Errors;
using BuyingGroups.Server.Validation;
using BuyingGroups.Storage.Sql.Directory;
using Grpc.Core;

namespace BuyingGroups.Server.Services.Directory;

/// <summary>Accounts and people: batches of upserts with an answer per item, get, and lists.</summary>
internal sealed class DirectoryService(DirectoryStore store, PersonMover mover, Caller caller) : Proto.DirectoryService.DirectoryServiceBase
{
    private static readonly BatchUpsertAccountsValidator ValidAccounts = new();
    private static readonly BatchUpsertPeopleValidator ValidPeople = new();
    private static readonly AccountValidator ValidAccount = new();
    private static readonly PersonValidator ValidPerson = new();
    private static readonly GetAccountValidator ValidGetAccount = new();
    private static readonly GetPersonValidator ValidGetPerson = new();
    private static readonly ListAccountsValidator ValidListAccounts = new();
    private static readonly ListPeopleValidator ValidListPeople = new();

    public override async Task<Proto.BatchUpsertAccountsResponse> BatchUpsertAccounts(
        Proto.BatchUpsertAccountsRequest request, ServerCallContext context)
    {
        ValidAccounts.Require(request);
        var response = new Proto.BatchUpsertAccountsResponse();
        var valid = new List<(int Index, Account Account)>();
        foreach (var (index, account) in request.Accounts.Index())
        {
            var error = ValidAccount.ErrorOf(account, () => $"accounts[{index}]");
            response.Results.Add(new Proto.UpsertResult { Error = error });
            if (error is null)
            {
                valid.Add((index, account.ToAccount()));
            }
        }

        var results = await store.UpsertAccountsAsync([.. valid.Select(item => item.Account)], context.CancellationToken);
        foreach (var ((index, _), result) in valid.Zip(results))
        {
            response.Results[index] = ToProto(result, $"accounts[{index}]");
        }

        return response;
    }

    public override async Task<Proto.GetAccountResponse> GetAccount(Proto.GetAccountRequest request, ServerCallContext context)
    {
        ValidGetAccount.Require(request);
        var account = await store.GetAccountAsync(new AccountId(request.AccountId), context.CancellationToken);
        return new Proto.GetAccountResponse { Account = account.ToProto() };
    }

    public override async Task<Proto.ListAccountsResponse> ListAccounts(Proto.ListAccountsRequest request, ServerCallContext context)
    {
        ValidListAccounts.Require(request);
        var page = await store.ListAccountsAsync(
            PageTokens.Read(request.PageSize, request.PageToken, request.ParentAccountId),
            request.ParentAccountId.Length == 0 ? null : new AccountId(request.ParentAccountId),
            context.CancellationToken);
        return new Proto.ListAccountsResponse
        {
            Accounts = { page.Items.Select(account => account.ToProto()) },
            NextPageToken = PageTokens.Write(page.Next, request.ParentAccountId),
        };
    }

    public override async Task<Proto.BatchUpsertPeopleResponse> BatchUpsertPeople(
        Proto.BatchUpsertPeopleRequest request, ServerCallContext context)
    {
        ValidPeople.Require(request);
        var response = new Proto.BatchUpsertPeopleResponse();
        var valid = new List<(int Index, Person Person)>();
        foreach (var (index, person) in request.People.Index())
        {
            var error = ValidPerson.ErrorOf(person, () => $"people[{index}]");
            response.Results.Add(new Proto.UpsertResult { Error = error });
            if (error is null)
            {
                valid.Add((index, person.ToPerson()));
            }
        }

        var results = await mover.UpsertAsync([.. valid.Select(item => item.Person)], caller.Name, context.CancellationToken);
        foreach (var ((index, _), result) in valid.Zip(results))
        {
            response.Results[index] = ToProto(result.Outcome, $"people[{index}]");
        }

        return response;
    }

    public override async Task<Proto.GetPersonResponse> GetPerson(Proto.GetPersonRequest request, ServerCallContext context)
    {
        ValidGetPerson.Require(request);
        var person = await store.GetPersonAsync(new PersonId(request.PersonId), context.CancellationToken);
        return new Proto.GetPersonResponse { Person = person.ToProto() };
    }

    public override async Task<Proto.ListPeopleResponse> ListPeople(Proto.ListPeopleRequest request, ServerCallContext context)
    {
        ValidListPeople.Require(request);
        var page = await store.ListPeopleAsync(
            PageTokens.Read(request.PageSize, request.PageToken, request.AccountId),
            request.AccountId.Length == 0 ? null : new AccountId(request.AccountId),
            context.CancellationToken);
        return new Proto.ListPeopleResponse
        {
            People = { page.Items.Select(person => person.ToProto()) },
            NextPageToken = PageTokens.Write(page.Next, request.AccountId),
        };
    }

    private static Proto.UpsertResult ToProto(AccountUpsertOutcome outcome, string path) => outcome switch
    {
        AccountUpsertOutcome.Created => new() { Outcome = Proto.UpsertOutcome.Created },
        AccountUpsertOutcome.Updated => new() { Outcome = Proto.UpsertOutcome.Updated },
        AccountUpsertOutcome.Unchanged => new() { Outcome = Proto.UpsertOutcome.Unchanged },
        AccountUpsertOutcome.UnknownParent =>
            new() { Error = RpcErrors.InvalidArgument($"{path}.parent_account_id", "names no account of the directory or the batch", "UNKNOWN_ACCOUNT") },
        AccountUpsertOutcome.ParentCycle =>
            new() { Error = RpcErrors.InvalidArgument($"{path}.parent_account_id", "would put the account above itself", "ACCOUNT_CYCLE") },
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "not an outcome"),
    };

    private static Proto.UpsertResult ToProto(PersonUpsertOutcome outcome, string path) => outcome switch
    {
        PersonUpsertOutcome.Created => new() { Outcome = Proto.UpsertOutcome.Created },
        PersonUpsertOutcome.Updated => new() { Outcome = Proto.UpsertOutcome.Updated },
        PersonUpsertOutcome.Unchanged => new() { Outcome = Proto.UpsertOutcome.Unchanged },
        PersonUpsertOutcome.Moved => new() { Outcome = Proto.UpsertOutcome.Moved },
        PersonUpsertOutcome.UnknownAccount =>
            new() { Error = RpcErrors.InvalidArgument($"{path}.account_id", "names no account of the directory", "UNKNOWN_ACCOUNT") },
        PersonUpsertOutcome.MovePending => new() { Error = RpcErrors.Unavailable("Redis") },
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "not an outcome"),
    };
}
