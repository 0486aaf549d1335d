using BuyingGroups.Server.Tests.Hosting;
using BuyingGroups.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Definitions;

/// <summary>Who is to be assigned to the roles of a template automatically.</summary>
public sealed class AutoAssignmentTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    private readonly Scenario _scenario = new(server.Client);

    private RoleTemplateService.RoleTemplateServiceClient Templates => server.Client.RoleTemplates;

    [Fact]
    public async Task A_condition_is_kept_and_answered_in_both_forms()
    {
        const string Text = "job_title STARTS WITH (\"Director\", \"Sr Director\") OR person_engagement_score > 100";
        var made = await CreateAsync(
            Role(Scenario.DecisionMaker, Text, isOn: true),
            Role(Scenario.Champion, "city IS EMPTY", isOn: false),
            Role(Scenario.Influencer));

        var read = (await Templates.GetRoleTemplateAsync(new() { RoleTemplateId = made.RoleTemplateId })).RoleTemplate;
        var listed = (await Templates.ListRoleTemplatesAsync(new() { DisplayNamePart = made.DisplayName })).RoleTemplates.Single();

        Assert.Equal((made, made), (read, listed));
        Assert.Equal(
            [(true, Text), (false, "city IS EMPTY"), (false, null)], read.Roles.Select(role => (role.AutoAssign, role.Condition?.Text)));
        Assert.Equal(2, read.Roles[0].Condition.Tree.Any.Conditions.Count);
    }

    [Fact]
    public async Task A_role_that_is_assigned_automatically_needs_a_condition_before_the_template_is_published()
    {
        var draft = await CreateAsync(
            Role(Scenario.DecisionMaker, null, isOn: true), Role(Scenario.Champion, null, isOn: true), Role(Scenario.Influencer));
        var error = await ErrorOf(() => Templates.PublishRoleTemplateAsync(new() { RoleTemplateId = draft.RoleTemplateId }));

        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        Assert.Equal(
            [("AUTO_ASSIGN_WITHOUT_CONDITION", Scenario.DecisionMaker), ("AUTO_ASSIGN_WITHOUT_CONDITION", Scenario.Champion)],
            error.GetRpcStatus()!.GetDetail<PreconditionFailure>()!.Violations.Select(violation => (violation.Type, violation.Subject)));

        draft.Roles[0].Condition = new() { Text = "city IS \"Bonn\"" };
        draft.Roles[1].AutoAssign = false;
        await Templates.UpdateRoleTemplateAsync(new() { RoleTemplate = draft, UpdateMask = new FieldMask { Paths = { "roles" } } });
        var live = (await Templates.PublishRoleTemplateAsync(new() { RoleTemplateId = draft.RoleTemplateId })).RoleTemplate;
        Assert.Equal("city IS \"Bonn\"", live.Roles[0].Condition.Text);
    }

    [Fact]
    public async Task Faults_of_all_conditions_come_at_once()
    {
        var error = await ErrorOf(() => Templates.CreateRoleTemplateAsync(new()
        {
            RoleTemplate = new()
            {
                DisplayName = _scenario.Unique("Faulty"),
                Roles =
                {
                    Role(Scenario.DecisionMaker, "town IS \"Bonn\" OR city > 5"),
                    Role(Scenario.Champion),
                    Role(Scenario.Influencer, "city"),
                },
            },
        }));

        Assert.Equal(
            [
                ("role_template.roles[0].condition.text", "UNKNOWN_ATTRIBUTE"),
                ("role_template.roles[0].condition.text", "OPERATOR_DOES_NOT_FIT"),
                ("role_template.roles[2].condition.text", "MALFORMED"),
            ],
            error.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => (violation.Field, violation.Reason)));
    }

    [Fact]
    public async Task An_attribute_that_a_condition_names_stays_declared()
    {
        var name = $"custom.\"{_scenario.Unique("tier")}\"";
        var attribute = new V1.Attribute
        {
            Subject = AttributeSubject.Person,
            Attribute_ = $"custom.{_scenario.Unique("tier")}",
            Type = V1.AttributeType.Text,
        };
        await server.Client.Directory.CreateAttributeAsync(new() { Attribute = attribute });
        var template = await CreateAsync(Role(Scenario.DecisionMaker, $"NOT {name} IS \"gold\""));
        var delete = new DeleteAttributeRequest { Subject = AttributeSubject.Person, Attribute = attribute.Attribute_ };

        var used = await ErrorOf(() => server.Client.Directory.DeleteAttributeAsync(delete));
        await Templates.DeleteRoleTemplateAsync(new() { RoleTemplateId = template.RoleTemplateId });
        await server.Client.Directory.DeleteAttributeAsync(delete);

        Assert.Equal(StatusCode.FailedPrecondition, used.StatusCode);
        Assert.Equal("ATTRIBUTE_IN_USE", used.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
        Assert.Contains(template.DisplayName, used.Status.Detail, StringComparison.Ordinal);
    }

    private async Task<RoleTemplate> CreateAsync(params TemplateRole[] roles) =>
        (await Templates.CreateRoleTemplateAsync(
            new() { RoleTemplate = new() { DisplayName = _scenario.Unique("Automatic"), Roles = { roles } } })).RoleTemplate;

    private static TemplateRole Role(string id, string? condition = null, bool isOn = false) => new()
    {
        RoleId = id,
        Weighting = RoleWeighting.Normal,
        AutoAssign = isOn,
        Condition = condition is null ? null : new() { Text = condition },
    };

    private static async Task<RpcException> ErrorOf<T>(Func<AsyncUnaryCall<T>> call) =>
        await Assert.ThrowsAsync<RpcException>(async () => await call());
}
