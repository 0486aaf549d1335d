using BuyingGroups.Server.Services;
using BuyingGroups.Server.Tests.Faults;
using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.Server.Tests.Jobs;
using BuyingGroups.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Xunit;

namespace BuyingGroups.Server.Tests.Lists;

/// <summary>What holds of every method that answers page by page; new ones fail here until they are asked for too.</summary>
public sealed class EveryListTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, IMessage> _requests = [];
    private RunningServer _server = null!;
    private GrpcChannel _channel = null!;

    public async Task InitializeAsync()
    {
        await StartAsync();
        await FillAsync();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_token_is_good_for_its_own_list_on_any_server_and_INVALID_ARGUMENT_for_every_other()
    {
        Assert.Equal(ListMethod.All.Select(list => list.Name), _requests.Keys.Order(StringComparer.Ordinal));
        var first = await PagesAsync(_ => "");
        var tokens = first.ToDictionary(page => page.Key, page => page.Key.NextToken(page.Value));
        Assert.All(tokens, token => Assert.True(token.Value.Length > 0, $"{token.Key.Name} has one page"));
        var second = await PagesAsync(list => tokens[list]);
        Assert.All(ListMethod.All, list => Assert.NotEqual(ItemsOf(list, first[list]), ItemsOf(list, second[list])));

        // As another server over the same store.
        await StopAsync();
        await StartAsync();
        var again = await PagesAsync(list => tokens[list]);
        Assert.All(ListMethod.All, list => Assert.Equal(ItemsOf(list, second[list]), ItemsOf(list, again[list])));

        foreach (var from in ListMethod.All)
        {
            foreach (var to in ListMethod.All.Except([from]))
            {
                await RefusesAsync(to, tokens[from], $"of {from.Name}");
            }
        }
    }

    [Fact]
    public async Task A_token_that_no_server_made_is_INVALID_ARGUMENT()
    {
        // The last two as servers made them before tokens were sealed with a key: of texts and of nothing that JSON knows.
        string[] madeUp =
        [
            "x", "0", "null", "AAAA", new string('A', 22), new string('A', 64), new string('A', 10_000), "é", "\u0001", "=", "a b", "-1",
            "WyIiLCJhbm4iLCIwMTIzNDU2Nzg5YWJjZGVmIl0", "eyJhIjoxfQ",
        ];
        foreach (var list in ListMethod.All)
        {
            foreach (var token in madeUp)
            {
                await RefusesAsync(list, token, $"'{token[..Math.Min(40, token.Length)]}'");
            }
        }
    }

    private async Task StartAsync()
    {
        _server = await RunningServer.StartAsync(_folder.Path, ("Jobs:DailyAt", ""));
        _channel = GrpcChannel.ForAddress(_server.Address);
    }

    private async Task StopAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<Dictionary<ListMethod, IMessage>> PagesAsync(Func<ListMethod, string> tokenOf)
    {
        var pages = new Dictionary<ListMethod, IMessage>();
        foreach (var list in ListMethod.All)
        {
            pages[list] = await list.CallAsync(_channel, list.Page(_requests[list.Name], tokenOf(list)));
        }

        return pages;
    }

    /// <summary>The answer's first list, as text.</summary>
    private static string ItemsOf(ListMethod list, IMessage answer) =>
        list.Descriptor.OutputType.Fields.InFieldNumberOrder().First(field => field.IsRepeated).Accessor.GetValue(answer).ToString()!;

    private async Task RefusesAsync(ListMethod list, string token, string what)
    {
        try
        {
            await list.CallAsync(_channel, list.Page(_requests[list.Name], token));
            Assert.Fail($"{list.Name} answers a page to a token {what}");
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.InvalidArgument)
        {
            Refusal.Expect(error.GetRpcStatus(), PageTokens.TokenField, "MALFORMED");
        }
        catch (RpcException error)
        {
            Assert.Fail($"{list.Name} answers {error.StatusCode} to a token {what}");
        }
    }

    /// <summary>At least two items for each list, and the requests that find them.</summary>
    private async Task FillAsync()
    {
        var client = _server.Client;
        var scenario = await new JobScenario(client).SetUpAsync(accounts: 4);
        await scenario.CreateGroupsAsync();
        await scenario.MaintainAsync();
        _server.Clock.Advance(TimeSpan.FromDays(1));
        await scenario.MaintainAsync();

        var (account, person, group) = (JobScenario.Account(0), JobScenario.Person(0, JobScenario.Chief), await scenario.GroupOfAsync(0));
        await client.RoleTemplates.CreateRoleTemplateAsync(new() { RoleTemplate = new() { DisplayName = "Second" } });
        var interest = (await client.SolutionInterests.CreateSolutionInterestAsync(
            new() { SolutionInterest = new() { DisplayName = "Second", RoleTemplateId = scenario.TemplateId } })).SolutionInterest;
        var second = (await client.Groups.CreateBuyingGroupAsync(
            new() { BuyingGroup = new() { SolutionInterestId = interest.SolutionInterestId, AccountId = account } })).BuyingGroup;
        await client.Memberships.AssignMemberAsync(new()
        {
            BuyingGroupId = second.BuyingGroupId,
            PersonId = person,
            RoleId = Scenario.DecisionMaker,
            Source = MembershipSource.Manual,
        });
        await client.Audiences.CreateAudienceAsync(
            new() { Audience = new() { DisplayName = "Second", Condition = new() { Text = "industry IS \"Glass\"" } } });
        foreach (var name in new[] { "First", "Second" })
        {
            await client.StageModels.CreateStageModelAsync(new() { StageModel = new() { DisplayName = name } });
        }

        var active = (await client.ScoringModels.GetActiveScoringModelAsync(new())).ScoringModel;
        await client.ScoringModels.DuplicateScoringModelAsync(new() { ScoringModelId = active.ScoringModelId, DisplayName = "Second" });

        IMessage[] requests =
        [
            new ListAccountsRequest(),
            new ListPeopleRequest { AccountId = account },
            new ListAttributesRequest { Subject = AttributeSubject.Person },
            new TestPersonConditionRequest { AccountId = account, Condition = new() { Text = "job_title STARTS WITH \"Chief\"" } },
            new TestAccountConditionRequest { Condition = new() { Text = "industry IS \"Steel\"" } },
            new ListEventsRequest { Filter = new() { AccountIds = { account } } },
            new ListBuyingGroupsRequest { SolutionInterestId = scenario.InterestId },
            new ListMembersRequest { BuyingGroupId = group },
            new ListPersonMembershipsRequest { PersonId = person },
            new ListMembershipDecisionsRequest { BuyingGroupId = group },
            new ListScoreHistoryRequest { BuyingGroupId = group },
            new ListJobsRequest { Type = JobType.Maintenance },
            new ListStageModelsRequest(),
            new ListSolutionInterestsRequest(),
            new ListRoleTemplatesRequest(),
            new ListRolesRequest(),
            new ListAudiencesRequest(),
            new ListAudienceAccountsRequest { AudienceId = scenario.AudienceId },
            new ListScoringModelsRequest(),
        ];
        foreach (var request in requests)
        {
            _requests[ListMethod.All.Single(list => list.Descriptor.InputType == request.Descriptor).Name] = request;
        }
    }
}
