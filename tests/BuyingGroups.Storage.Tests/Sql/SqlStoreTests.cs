using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Directory;
using BuyingGroups.Domain.Groups;
using BuyingGroups.Domain.Membership;
using BuyingGroups.Domain.Stages;
using BuyingGroups.Storage.Sql;
using BuyingGroups.Storage.Sql.Commands;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Directory;
using BuyingGroups.Storage.Sql.Events;
using BuyingGroups.Storage.Sql.Groups;
using BuyingGroups.Storage.Sql.Membership;
using BuyingGroups.Storage.Sql.Stages;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>
/// What every suite of a store stands on: a migrated database of its own, the stores, and builders in the domain's words.
/// </summary>
public abstract class SqlStoreTests(SqlTestEngine engine) : IAsyncLifetime
{
    protected const string Author = "ute";

    protected static readonly RoleId DecisionMaker = new("decision-maker");
    protected static readonly RoleId Influencer = new("influencer");
    protected static readonly RoleId Practitioner = new("practitioner");

    private SqlOptions? _options;

    // The test host blocks threads of the pool for good: on two cores that leaves none, until the pool adds one after half a second or so.
    static SqlStoreTests() => ThreadPool.SetMinThreads(16, 16);

    protected FakeTimeProvider Time { get; } = new(SqlTestEngine.MigratedAt);

    protected SqlOptions Options => _options!;

    protected SqlDatabase Database { get; private set; } = null!;

    protected DirectoryStore Directory => new(Database, Time);

    protected RoleStore Roles => new(Database, Time);

    protected RoleTemplateStore Templates => new(Database, Time);

    protected SolutionInterestStore SolutionInterests => new(Database, Time);

    protected ScoringModelStore ScoringModels => new(Database, Time);

    protected StageModelStore StageModels => new(Database, Time);

    protected BuyingGroupStore Groups => new(Database, Time);

    protected MembershipStore Memberships => new(Database);

    protected GroupCommandStore Commands => new(Database, Time);

    protected EventStore Events => new(Database);

    protected RosterStore Rosters => new(Database);

    public async Task InitializeAsync()
    {
        _options = await engine.CreateAsync();
        Database = new SqlDatabase(_options, Time);
        Time.Advance(TimeSpan.FromSeconds(1));
    }

    public async Task DisposeAsync()
    {
        if (_options is not null)
        {
            await Database.DisposeAsync();
            await engine.DropAsync(_options);
        }
    }

    protected static Account Account(string id, string? parent = null, string? name = null) =>
        new(new AccountId(id), name ?? $"{id} Inc.", parent is null ? null : new AccountId(parent), new AccountAttributes());

    protected static Person Person(string id, string account, string? firstName = null) =>
        new(new PersonId(id), new AccountId(account), new PersonAttributes { FirstName = firstName });

    protected static NewTemplateRole Required(RoleId role, int members = 1) => new(role, RoleWeighting.Normal, true, members);

    protected static NewTemplateRole Optional(RoleId role) => new(role, RoleWeighting.Normal, false, 1);

    protected async Task AccountsAsync(params string[] ids) =>
        Assert.All(
            await Directory.UpsertAccountsAsync([.. ids.Select(id => Account(id))]),
            outcome => Assert.Equal(AccountUpsertOutcome.Created, outcome));

    protected async Task PeopleAsync(string account, params string[] ids) =>
        Assert.All(
            (await Directory.UpsertPeopleAsync([.. ids.Select(id => Person(id, account))], Author)).Results,
            result => Assert.Equal(PersonUpsertOutcome.Created, result.Outcome));

    protected async Task<RoleTemplate> LiveTemplateAsync(string name, params NewTemplateRole[] roles)
    {
        var draft = await Templates.CreateAsync(name, "", roles, Author);
        return await Templates.PublishAsync(draft.Id, Author);
    }

    /// <summary>New → Won, both may be Lost → New.</summary>
    protected async Task<StageModel> LiveStageModelAsync(string name = "Deal")
    {
        var draft = await StageModels.CreateAsync(name, "", StagesOfDeal(), Author);
        return await StageModels.PublishAsync(draft.Id, "", Author);
    }

    protected static IReadOnlyList<StageEdit> StagesOfDeal() =>
    [
        new(null, "New", "Just found", StageKind.Entry, ["Won", "Lost"]),
        new(null, "Won", "", StageKind.Success, []),
        new(null, "Lost", "", StageKind.Failure, ["New"]),
    ];

    protected async Task<SolutionInterest> SolutionInterestAsync(string name, params NewTemplateRole[] roles)
    {
        var template = await LiveTemplateAsync($"{name} template", roles is [] ? [Required(DecisionMaker), Required(Influencer)] : roles);
        return await SolutionInterests.CreateAsync(name, "", template.Id, stageModelId: null, updateExistingBuyingGroups: false, Author);
    }

    /// <summary>A group of the account, made with the account and its people.</summary>
    protected async Task<BuyingGroup> GroupAsync(string account, string[] people, params NewTemplateRole[] roles)
    {
        await AccountsAsync(account);
        await PeopleAsync(account, people);
        var interest = await SolutionInterestAsync($"Interest of {account}", roles);
        return await CreateGroupAsync(interest.Id, new AccountId(account));
    }

    protected Task<BuyingGroup> CreateGroupAsync(SolutionInterestId interest, AccountId account) =>
        Groups.CreateAsync(interest, account, By());

    protected Decision By(DecisionSource source = DecisionSource.Manual, string reason = "") =>
        new(source, Author, Time.GetUtcNow(), reason);

    protected MembershipCommand Assign(string person, RoleId role, DecisionSource source = DecisionSource.Manual, string reason = "") =>
        new(MembershipAction.Assign, new PersonId(person), role, By(source, reason));

    protected MembershipCommand Remove(string person, DecisionSource source = DecisionSource.Manual, string reason = "") =>
        new(MembershipAction.Remove, new PersonId(person), null, By(source, reason));

    protected async Task<DecidedCommand> DecideAsync(BuyingGroup group, MembershipCommand command) =>
        (await DecideAsync(group.Id, [command])).Results.Single();

    /// <summary>Carries out commands on one group.</summary>
    protected async Task<DecidedBatch> DecideAsync(BuyingGroupId group, IReadOnlyList<MembershipCommand> commands)
    {
        var executed = await Commands.ExecuteAsync([.. commands.Select(command => new MemberCommand(new GroupById(group), command))]);
        return new DecidedBatch([.. executed.Results.Select(DecidedCommand.Of)], executed.ChangedRosters.Count > 0);
    }

    /// <summary>All items of a list, read page by page.</summary>
    protected static async Task<IReadOnlyList<T>> AllAsync<T>(int size, Func<PageRequest, Task<Page<T>>> list)
    {
        var items = new List<T>();
        PageCursor? after = null;
        do
        {
            var page = await list(new PageRequest(size, after));
            Assert.InRange(page.Items.Count, after is null ? 0 : 1, size);
            items.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
        return items;
    }

    /// <summary>What became of a membership command: an outcome with the record that stands, or a refusal.</summary>
    protected sealed record DecidedCommand(MembershipOutcome? Outcome, MembershipRecord? Record, GroupCommandRefusal? Refusal)
    {
        public static DecidedCommand Of(GroupCommandResult result) => result switch
        {
            DecidedMember decided => new(decided.Outcome, decided.Record, null),
            RefusedCommand refused => new(null, null, refused.Reason),
            _ => throw new InvalidOperationException($"{result} isn't of a membership command."),
        };
    }

    /// <summary>What became of commands on one group.</summary>
    protected sealed record DecidedBatch(IReadOnlyList<DecidedCommand> Results, bool Changed);
}
