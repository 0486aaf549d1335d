using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Xunit;
using Account = BuyingGroups.V1.Account;

namespace BuyingGroups.Server.Tests.Faults;

/// <summary>Bad input gets a clear error that names the field, and nothing is lost; no input produces UNKNOWN or INTERNAL.</summary>
public sealed class BadInputTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private const string Valid = "valid";
    private static readonly string Overlong = new('x', 129);

    public static TheoryData<string, string, string> BadIds => new()
    {
        { "", "REQUIRED", "is required" },
        { Overlong, "TOO_LONG", "has more than 128 characters" },
        { "a\u0000b", "MALFORMED", "has control characters, or white space at an end" },
        { " padded", "MALFORMED", "has control characters, or white space at an end" },
        { "not\uFFFDutf8", "MALFORMED", "isn't well-formed UTF-8" },
    };

    [Theory]
    [MemberData(nameof(BadIds))]
    public async Task An_id_out_of_bounds_is_refused_by_every_method_that_takes_one(string id, string reason, string description)
    {
        await Refused(() => server.Client.Directory.GetAccountAsync(new() { AccountId = id }), "account_id");
        await Refused(() => server.Client.Directory.GetPersonAsync(new() { PersonId = id }), "person_id");
        await Refused(() => server.Client.RoleTemplates.GetRoleTemplateAsync(new() { RoleTemplateId = id }), "role_template_id");
        await Refused(() => server.Client.RoleTemplates.PublishRoleTemplateAsync(new() { RoleTemplateId = id }), "role_template_id");
        await Refused(
            () => server.Client.SolutionInterests.GetSolutionInterestAsync(new() { SolutionInterestId = id }), "solution_interest_id");
        await Refused(() => server.Client.Audiences.GetAudienceAsync(new() { AudienceId = id }), "audience_id");
        await Refused(() => server.Client.Audiences.ListAudienceAccountsAsync(new() { AudienceId = id }), "audience_id");
        await Refused(() => server.Client.ScoringModels.GetScoringModelAsync(new() { ScoringModelId = id }), "scoring_model_id");
        await Refused(() => server.Client.ScoringModels.ActivateScoringModelAsync(new() { ScoringModelId = id }), "scoring_model_id");
        await Refused(() => server.Client.Groups.GetBuyingGroupAsync(new() { BuyingGroupId = id }), "buying_group_id");
        await Refused(
            () => server.Client.Groups.CreateBuyingGroupAsync(new() { BuyingGroup = new() { SolutionInterestId = id, AccountId = Valid } }),
            "buying_group.solution_interest_id");
        await Refused(() => server.Client.Memberships.ListMembersAsync(new() { BuyingGroupId = id }), "buying_group_id");
        await Refused(() => server.Client.Scores.GetEngagementScoreAsync(new() { BuyingGroupId = id }), "buying_group_id");
        await Refused(() => server.Client.Scores.GetPersonEngagementScoreAsync(new() { PersonId = id }), "person_id");
        await Refused(() => server.Client.Scores.ExplainEngagementScoreAsync(new() { BuyingGroupId = id }), "buying_group_id");
        await Refused(() => server.Client.Scores.GetCompletenessScoreAsync(new() { BuyingGroupId = id }), "buying_group_id");

        async Task Refused<T>(Func<AsyncUnaryCall<T>> call, string field)
        {
            var violation = Assert.Single(await ViolationsOf(call));
            Assert.Equal((field, reason, description), (violation.Field, violation.Reason, violation.Description));
        }
    }

    [Fact]
    public async Task All_violations_come_at_once()
    {
        var violations = await ViolationsOf(() => server.Client.Memberships.AssignMemberAsync(new()
        {
            BuyingGroupId = "",
            PersonId = Overlong,
            RoleId = "",
            Reason = new string('x', 501),
            Source = (MembershipSource)99,
        }));

        Assert.Equal(
            [
                ("buying_group_id", "REQUIRED"), ("person_id", "TOO_LONG"), ("reason", "TOO_LONG"), ("role_id", "REQUIRED"),
                ("source", "UNKNOWN_VALUE"),
            ],
            violations.Select(violation => (violation.Field, violation.Reason)).Order());
    }

    [Fact]
    public async Task Of_very_many_violations_the_first_come_and_how_many_more_there_are()
    {
        var error = await ErrorOf(() => server.Client.RoleTemplates.CreateRoleTemplateAsync(new()
        {
            RoleTemplate = new() { DisplayName = "T", Roles = { Enumerable.Repeat(new TemplateRole { RoleId = Overlong }, 100) } },
        }));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.InRange(error.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Count, 10, 99);
        Assert.NotEmpty(error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Metadata["more_violations"]);
        Assert.EndsWith(" more", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_ids_are_not_found_and_say_what_is_missing()
    {
        await Missing(() => server.Client.Directory.GetAccountAsync(new() { AccountId = "nobody" }), "buyinggroups.v1.Account");
        await Missing(() => server.Client.Directory.GetPersonAsync(new() { PersonId = "nobody" }), "buyinggroups.v1.Person");
        await Missing(
            () => server.Client.RoleTemplates.GetRoleTemplateAsync(new() { RoleTemplateId = "nobody" }), "buyinggroups.v1.RoleTemplate");
        await Missing(
            () => server.Client.RoleTemplates.PublishRoleTemplateAsync(new() { RoleTemplateId = "nobody" }),
            "buyinggroups.v1.RoleTemplate");
        await Missing(
            () => server.Client.SolutionInterests.GetSolutionInterestAsync(new() { SolutionInterestId = "nobody" }),
            "buyinggroups.v1.SolutionInterest");
        await Missing(
            () => server.Client.ScoringModels.GetScoringModelAsync(new() { ScoringModelId = "nobody" }), "buyinggroups.v1.ScoringModel");
        await Missing(
            () => server.Client.ScoringModels.DuplicateScoringModelAsync(new() { ScoringModelId = "nobody", DisplayName = "Copy" }),
            "buyinggroups.v1.ScoringModel");
        await Missing(() => server.Client.Groups.GetBuyingGroupAsync(new() { BuyingGroupId = "nobody" }), "buyinggroups.v1.BuyingGroup");
        await Missing(() => server.Client.Memberships.ListMembersAsync(new() { BuyingGroupId = "nobody" }), "buyinggroups.v1.BuyingGroup");
        await Missing(
            () => server.Client.Memberships.AssignMemberAsync(
                new() { BuyingGroupId = "nobody", PersonId = "p", RoleId = "r", Source = MembershipSource.Manual }),
            "buyinggroups.v1.BuyingGroup");
        await Missing(
            () => server.Client.Scores.GetEngagementScoreAsync(new() { BuyingGroupId = "nobody" }), "buyinggroups.v1.BuyingGroup");
        await Missing(
            () => server.Client.Scores.ExplainEngagementScoreAsync(new() { BuyingGroupId = "nobody" }), "buyinggroups.v1.BuyingGroup");
        await Missing(
            () => server.Client.Scores.GetCompletenessScoreAsync(new() { BuyingGroupId = "nobody" }), "buyinggroups.v1.BuyingGroup");
        await Missing(() => server.Client.Scores.GetPersonEngagementScoreAsync(new() { PersonId = "nobody" }), "buyinggroups.v1.Person");

        static async Task Missing<T>(Func<AsyncUnaryCall<T>> call, string resourceType)
        {
            var error = await ErrorOf(call);
            Assert.Equal(StatusCode.NotFound, error.StatusCode);
            var resource = error.GetRpcStatus()!.GetDetail<ResourceInfo>();
            Assert.Equal((resourceType, "nobody"), (resource!.ResourceType, resource.ResourceName));
        }
    }

    public static TheoryData<string, Activity, string, string> BadActivities
    {
        get
        {
            var now = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow);
            Activity With(Action<Activity> change)
            {
                var activity = new Activity { ActivityId = "a", PersonId = "p", ActivityType = "Visit Webpage", OccurredAt = now };
                change(activity);
                return activity;
            }

            return new()
            {
                { "no id", With(activity => activity.ActivityId = ""), "activity_id", "REQUIRED" },
                { "overlong id", With(activity => activity.ActivityId = Overlong), "activity_id", "TOO_LONG" },
                { "no person", With(activity => activity.PersonId = ""), "person_id", "REQUIRED" },
                { "unknown person", With(activity => activity.PersonId = "nobody"), "person_id", "UNKNOWN_PERSON" },
                { "no type", With(activity => activity.ActivityType = ""), "activity_type", "REQUIRED" },
                { "unknown type", With(activity => activity.ActivityType = "Fell Asleep"), "activity_type", "UNKNOWN_ACTIVITY_TYPE" },
                { "count 0", With(activity => activity.Count = 0), "count", "OUT_OF_RANGE" },
                { "count -1", With(activity => activity.Count = -1), "count", "OUT_OF_RANGE" },
                { "count above a million", With(activity => activity.Count = 1_000_001), "count", "OUT_OF_RANGE" },
                { "count 2^31", With(activity => activity.Count = 1L << 31), "count", "OUT_OF_RANGE" },
                { "count 2^63 - 1", With(activity => activity.Count = long.MaxValue), "count", "OUT_OF_RANGE" },
                { "no instant", With(activity => activity.OccurredAt = null), "occurred_at", "REQUIRED" },
                {
                    "5 minutes and a bit ahead",
                    With(activity => activity.OccurredAt = now + Duration.FromTimeSpan(TimeSpan.FromMinutes(6))), "occurred_at",
                    "IN_THE_FUTURE"
                },
                {
                    "the last instant", With(activity => activity.OccurredAt = new() { Seconds = 253_402_300_799, Nanos = 999_999_999 }),
                    "occurred_at", "IN_THE_FUTURE"
                },
                {
                    "after the last instant", With(activity => activity.OccurredAt = new() { Seconds = 253_402_300_800 }), "occurred_at",
                    "OUT_OF_RANGE"
                },
                {
                    "before the first instant", With(activity => activity.OccurredAt = new() { Seconds = -62_135_596_801 }), "occurred_at",
                    "OUT_OF_RANGE"
                },
                {
                    "too many seconds", With(activity => activity.OccurredAt = new() { Seconds = long.MaxValue }), "occurred_at",
                    "OUT_OF_RANGE"
                },
                {
                    "negative nanoseconds", With(activity => activity.OccurredAt = new() { Seconds = now.Seconds, Nanos = -1 }),
                    "occurred_at", "OUT_OF_RANGE"
                },
                {
                    "too many nanoseconds", With(activity => activity.OccurredAt = new() { Seconds = now.Seconds, Nanos = 1_000_000_000 }),
                    "occurred_at", "OUT_OF_RANGE"
                },
            };
        }
    }

    [Theory]
    [MemberData(nameof(BadActivities))]
    public async Task A_bad_activity_is_refused_alone_and_by_item(string what, Activity activity, string field, string reason)
    {
        _ = what;
        var scenario = new Scenario(server.Client);
        await scenario.AccountAsync(scenario.Account);
        var person = await scenario.PersonAsync("Ada");
        if (activity.PersonId == "p")
        {
            activity.PersonId = person;
        }

        var alone = Assert.Single(await ViolationsOf(() => server.Client.Activities.RecordActivityAsync(new() { Activity = activity })));
        Assert.Equal(($"activity.{field}", reason), (alone.Field, alone.Reason));

        var good = Scenario.Activity(person, "Visit Webpage", DateTimeOffset.UtcNow);
        var batch = await server.Client.Activities.BatchRecordActivitiesAsync(new() { Activities = { good, activity } });
        Assert.Equal(RecordOutcome.Recorded, batch.Results[0].Outcome);
        var error = batch.Results[1].Error;
        Assert.Equal((int)Code.InvalidArgument, error.Code);
        var violation = Assert.Single(error.GetDetail<BadRequest>()!.FieldViolations);
        Assert.Equal(($"activities[1].{field}", reason), (violation.Field, violation.Reason));
    }

    [Fact]
    public async Task The_first_instant_of_time_is_expired_not_an_error()
    {
        var scenario = new Scenario(server.Client);
        await scenario.AccountAsync(scenario.Account);
        var person = await scenario.PersonAsync("Ada");

        Assert.Equal(RecordOutcome.Expired, await scenario.RecordAsync(person, "Visit Webpage", DateTimeOffset.MinValue));
    }

    [Fact]
    public async Task Batches_have_one_to_a_thousand_items()
    {
        var activity = Scenario.Activity("p", "Visit Webpage", DateTimeOffset.UtcNow);
        await Refused(() => server.Client.Activities.BatchRecordActivitiesAsync(new()), "activities", "REQUIRED");
        await Refused(
            () => server.Client.Activities.BatchRecordActivitiesAsync(new() { Activities = { Enumerable.Repeat(activity, 1001) } }),
            "activities", "TOO_MANY");
        await Refused(() => server.Client.Directory.BatchUpsertPeopleAsync(new()), "people", "REQUIRED");
        await Refused(
            () => server.Client.Directory.BatchUpsertPeopleAsync(new() { People = { Enumerable.Repeat(new Person(), 1001) } }), "people",
            "TOO_MANY");
        await Refused(
            () => server.Client.Directory.BatchUpsertAccountsAsync(new() { Accounts = { Enumerable.Repeat(new Account(), 1001) } }),
            "accounts", "TOO_MANY");
        await Refused(
            () => server.Client.Scores.BatchGetEngagementScoresAsync(new() { BuyingGroupIds = { Enumerable.Repeat("g", 201) } }),
            "buying_group_ids", "TOO_MANY");
        await Refused(
            () => server.Client.Scores.BatchGetCompletenessScoresAsync(new() { BuyingGroupIds = { Enumerable.Repeat("g", 201) } }),
            "buying_group_ids", "TOO_MANY");

        static async Task Refused<T>(Func<AsyncUnaryCall<T>> call, string field, string reason)
        {
            var violation = Assert.Single(await ViolationsOf(call));
            Assert.Equal((field, reason), (violation.Field, violation.Reason));
        }
    }

    [Fact]
    public async Task Pages_are_bounded_and_tokens_belong_to_their_list()
    {
        await Refused(() => server.Client.Directory.ListPeopleAsync(new() { PageSize = 1001 }), "page_size", "OUT_OF_RANGE");
        await Refused(() => server.Client.Directory.ListPeopleAsync(new() { PageSize = -1 }), "page_size", "OUT_OF_RANGE");
        await Refused(() => server.Client.Directory.ListPeopleAsync(new() { PageToken = "rubbish!" }), "page_token", "MALFORMED");
        await Refused(() => server.Client.Directory.ListPeopleAsync(new() { PageToken = "WyIiXQ" }), "page_token", "MALFORMED");

        var scenario = new Scenario(server.Client);
        await scenario.AccountAsync(scenario.Account);
        await scenario.PersonAsync("Ada");
        await scenario.PersonAsync("Bob");
        var first = await server.Client.Directory.ListPeopleAsync(new() { PageSize = 1, AccountId = scenario.Account });
        await Refused(
            () => server.Client.Directory.ListPeopleAsync(new() { PageToken = first.NextPageToken, AccountId = "another" }), "page_token",
            "MALFORMED");

        static async Task Refused<T>(Func<AsyncUnaryCall<T>> call, string field, string reason)
        {
            var violation = Assert.Single(await ViolationsOf(call));
            Assert.Equal((field, reason), (violation.Field, violation.Reason));
        }
    }

    [Fact]
    public async Task Enum_values_that_are_not_known_are_refused()
    {
        await Refused(
            () => server.Client.Scores.GetEngagementScoreAsync(new() { BuyingGroupId = Valid, Method = (ScoringMethod)99 }), "method");
        await Refused(
            () => server.Client.Memberships.ListMembersAsync(new() { BuyingGroupId = Valid, State = (MembershipState)99 }), "state");
        await Refused(() => server.Client.RoleTemplates.ListRoleTemplatesAsync(new() { Status = (RoleTemplateStatus)99 }), "status");
        await Refused(() => server.Client.ScoringModels.ListScoringModelsAsync(new() { Status = (ScoringModelStatus)99 }), "status");
        await Refused(
            () => server.Client.Memberships.RemoveMemberAsync(
                new() { BuyingGroupId = Valid, PersonId = Valid, Source = (MembershipSource)99 }),
            "source");
        await Refused(
            () => server.Client.RoleTemplates.CreateRoleTemplateAsync(new()
            {
                RoleTemplate = new()
                {
                    DisplayName = "T",
                    Roles = { new TemplateRole { RoleId = "influencer", Weighting = (RoleWeighting)99 } },
                },
            }),
            "role_template.roles[0].weighting");

        static async Task Refused<T>(Func<AsyncUnaryCall<T>> call, string field)
        {
            var violation = Assert.Single(await ViolationsOf(call));
            Assert.Equal((field, "UNKNOWN_VALUE"), (violation.Field, violation.Reason));
        }
    }

    [Fact]
    public async Task A_message_of_5_MB_is_refused()
    {
        var error = await ErrorOf(() => server.Client.Directory.BatchUpsertPeopleAsync(
            new() { People = { new Person { PersonId = "p", AccountId = "a", JobTitle = new string('x', 5 * 1024 * 1024) } } }));

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
    }

    private static async Task<IReadOnlyList<BadRequest.Types.FieldViolation>> ViolationsOf<T>(Func<AsyncUnaryCall<T>> call)
    {
        var error = await ErrorOf(call);
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        return error.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations;
    }

    private static Task<RpcException> ErrorOf<T>(Func<AsyncUnaryCall<T>> call) =>
        Assert.ThrowsAsync<RpcException>(async () => await call());
}
