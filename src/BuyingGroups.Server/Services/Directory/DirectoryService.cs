using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Server.Errors;
using BuyingGroups.Server.People;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Services.Conditions;
using BuyingGroups.Server.Validation;
using BuyingGroups.Storage;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Directory;
using Grpc.Core;

namespace BuyingGroups.Server.Services.Directory;

/// <summary>
/// Accounts and people: batches of upserts with an outcome per item, get, and list; the attributes that conditions can name, and the people
/// whom a condition selects.
/// </summary>
internal sealed class DirectoryService(
    DirectoryStore store,
    AttributeStore attributes,
    PersonMover mover,
    PersonEraser eraser,
    ConditionTester tester,
    ConditionWorkers workers,
    PageTokens pageTokens,
    Caller caller)
    : Proto.DirectoryService.DirectoryServiceBase
{
    private static readonly BatchUpsertAccountsValidator ValidAccounts = new();
    private static readonly BatchUpsertPeopleValidator ValidPeople = new();
    private static readonly AccountValidator ValidAccount = new();
    private static readonly PersonValidator ValidPerson = new();
    private static readonly GetAccountValidator ValidGetAccount = new();
    private static readonly GetPersonValidator ValidGetPerson = new();
    private static readonly ListAccountsValidator ValidListAccounts = new();
    private static readonly ListPeopleValidator ValidListPeople = new();
    private static readonly ErasePersonValidator ValidErasePerson = new();
    private static readonly CreateAttributeValidator ValidCreateAttribute = new();
    private static readonly DeleteAttributeValidator ValidDeleteAttribute = new();
    private static readonly ListAttributesValidator ValidListAttributes = new();
    private static readonly TestPersonConditionValidator ValidTestPerson = new();
    private static readonly TestAccountConditionValidator ValidTestAccount = new();

    public override async Task<Proto.BatchUpsertAccountsResponse> BatchUpsertAccounts(
        Proto.BatchUpsertAccountsRequest request, ServerCallContext context)
    {
        ValidAccounts.Require(request);
        var response = new Proto.BatchUpsertAccountsResponse();
        var types = await attributes.GetAsync(AttributeSubject.Account, context.CancellationToken);
        var valid = new List<(int Index, Account Account)>();
        foreach (var (index, account) in request.Accounts.Index())
        {
            var error = ValidAccount.ErrorOf(account, () => $"accounts[{index}]")
                ?? DeclaredTypes.ErrorOf(account.CustomAttributes, types, $"accounts[{index}]");
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
            pageTokens.Read(request),
            request.ParentAccountId.Length == 0 ? null : new AccountId(request.ParentAccountId),
            context.CancellationToken);
        return new Proto.ListAccountsResponse
        {
            Accounts = { page.Items.Select(account => account.ToProto()) },
            NextPageToken = pageTokens.Write(request, page.Next),
        };
    }

    public override async Task<Proto.BatchUpsertPeopleResponse> BatchUpsertPeople(
        Proto.BatchUpsertPeopleRequest request, ServerCallContext context)
    {
        ValidPeople.Require(request);
        var response = new Proto.BatchUpsertPeopleResponse();
        var types = await attributes.GetAsync(AttributeSubject.Person, context.CancellationToken);
        var valid = new List<(int Index, Person Person)>();
        foreach (var (index, person) in request.People.Index())
        {
            var error = ValidPerson.ErrorOf(person, () => $"people[{index}]")
                ?? DeclaredTypes.ErrorOf(person.CustomAttributes, types, $"people[{index}]");
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
            pageTokens.Read(request),
            request.AccountId.Length == 0 ? null : new AccountId(request.AccountId),
            context.CancellationToken);
        return new Proto.ListPeopleResponse
        {
            People = { page.Items.Select(person => person.ToProto()) },
            NextPageToken = pageTokens.Write(request, page.Next),
        };
    }

    public override async Task<Proto.ErasePersonResponse> ErasePerson(Proto.ErasePersonRequest request, ServerCallContext context)
    {
        ValidErasePerson.Require(request);
        var ended = await eraser.EraseAsync(new PersonId(request.PersonId), caller.Name, context.CancellationToken);
        return new Proto.ErasePersonResponse { MembershipsEnded = ended };
    }

    public override async Task<Proto.CreateAttributeResponse> CreateAttribute(
        Proto.CreateAttributeRequest request, ServerCallContext context)
    {
        ValidCreateAttribute.Require(request);
        var attribute = request.Attribute;
        var type = ProtoEnums.AttributeType.Own(attribute.Type);
        await attributes.CreateAsync(
            attribute.Subject.ToSubject(), KeyOf(attribute.Attribute_), type, caller.Name, context.CancellationToken);
        return new Proto.CreateAttributeResponse { Attribute = AttributeMapping.ToProto((attribute.Attribute_, type), attribute.Subject) };
    }

    public override async Task<Proto.ListAttributesResponse> ListAttributes(Proto.ListAttributesRequest request, ServerCallContext context)
    {
        ValidListAttributes.Require(request);
        var page = pageTokens.Read(request);
        var subject = request.Subject.ToSubject();
        var custom = await attributes.GetAsync(subject, context.CancellationToken);
        var all = subject switch
        {
            AttributeSubject.Person => PersonSchema.With(custom).Attributes,
            AttributeSubject.Account => AccountSchema.With(custom).Attributes,
        };
        var rest = all.Where(attribute => page.After is null || string.CompareOrdinal(attribute.Name, page.After.Id) > 0).ToArray();
        return new Proto.ListAttributesResponse
        {
            Attributes = { rest.Take(page.Size).Select(attribute => AttributeMapping.ToProto(attribute, request.Subject)) },
            NextPageToken = pageTokens.Write(request, rest.Length > page.Size ? new PageCursor("", rest[page.Size - 1].Name) : null),
        };
    }

    public override async Task<Proto.DeleteAttributeResponse> DeleteAttribute(
        Proto.DeleteAttributeRequest request, ServerCallContext context)
    {
        ValidDeleteAttribute.Require(request);
        await attributes.DeleteAsync(request.Subject.ToSubject(), KeyOf(request.Attribute), context.CancellationToken);
        return new Proto.DeleteAttributeResponse();
    }

    public override Task<Proto.TestPersonConditionResponse> TestPersonCondition(
        Proto.TestPersonConditionRequest request, ServerCallContext context)
    {
        ValidTestPerson.Require(request);
        return workers.ForCallAsync(() => TestHereAsync(request, context), context.CancellationToken);
    }

    private async Task<Proto.TestPersonConditionResponse> TestHereAsync(Proto.TestPersonConditionRequest request, ServerCallContext context)
    {
        var schema = PersonSchema.With(await attributes.GetAsync(AttributeSubject.Person, context.CancellationToken));
        var condition = ConditionReader.Read(request.Condition, "condition", schema);
        var account = (await store.GetAccountAsync(new AccountId(request.AccountId), context.CancellationToken)).Id;
        var (selected, tested) = await tester.SelectAsync(
            schema.Compile(condition), account, pageTokens.Read(request), context.CancellationToken);
        return new Proto.TestPersonConditionResponse
        {
            Condition = condition.ToProto(),
            People = { selected.Items.Select(person => person.ToProto()) },
            PeopleTested = tested,
            NextPageToken = pageTokens.Write(request, selected.Next),
        };
    }

    public override Task<Proto.TestAccountConditionResponse> TestAccountCondition(
        Proto.TestAccountConditionRequest request, ServerCallContext context)
    {
        ValidTestAccount.Require(request);
        return workers.ForCallAsync(() => TestHereAsync(request, context), context.CancellationToken);
    }

    private async Task<Proto.TestAccountConditionResponse> TestHereAsync(
        Proto.TestAccountConditionRequest request, ServerCallContext context)
    {
        var schema = AccountSchema.With(await attributes.GetAsync(AttributeSubject.Account, context.CancellationToken));
        var condition = ConditionReader.Read(request.Condition, "condition", schema);
        var (selected, tested) = await tester.SelectAsync(
            schema.Compile(condition), pageTokens.Read(request), context.CancellationToken);
        return new Proto.TestAccountConditionResponse
        {
            Condition = condition.ToProto(),
            Accounts = { selected.Items.Select(account => account.ToProto()) },
            AccountsTested = tested,
            NextPageToken = pageTokens.Write(request, selected.Next),
        };
    }

    private static string KeyOf(string attribute) => CustomName.AfterPrefix(attribute)!;

    private static Proto.UpsertResult ToProto(AccountUpsertOutcome outcome, string path) => outcome switch
    {
        AccountUpsertOutcome.Created => new() { Outcome = Proto.UpsertOutcome.Created },
        AccountUpsertOutcome.Updated => new() { Outcome = Proto.UpsertOutcome.Updated },
        AccountUpsertOutcome.Unchanged => new() { Outcome = Proto.UpsertOutcome.Unchanged },
        AccountUpsertOutcome.UnknownParent =>
            new()
            {
                Error = RpcErrors.InvalidArgument(
                    $"{path}.parent_account_id", "names no account of the directory or the batch", "UNKNOWN_ACCOUNT"),
            },
        AccountUpsertOutcome.ParentCycle =>
            new() { Error = RpcErrors.InvalidArgument($"{path}.parent_account_id", "would put the account above itself", "ACCOUNT_CYCLE") },
    };

    private static Proto.UpsertResult ToProto(PersonUpsertOutcome outcome, string path) => outcome switch
    {
        PersonUpsertOutcome.Created => new() { Outcome = Proto.UpsertOutcome.Created },
        PersonUpsertOutcome.Updated => new() { Outcome = Proto.UpsertOutcome.Updated },
        PersonUpsertOutcome.Unchanged => new() { Outcome = Proto.UpsertOutcome.Unchanged },
        PersonUpsertOutcome.Moved => new() { Outcome = Proto.UpsertOutcome.Moved },
        PersonUpsertOutcome.UnknownAccount =>
            new() { Error = RpcErrors.InvalidArgument($"{path}.account_id", "names no account of the directory", "UNKNOWN_ACCOUNT") },
        PersonUpsertOutcome.MovePending =>
            new() { Error = RpcErrors.Unavailable(new StoreUnavailableException("The store of the counters", null)) },
    };
}
