using BuyingGroups.Domain.Conditions;
using BuyingGroups.Domain.Definitions;
using BuyingGroups.Server.Errors;
using BuyingGroups.Server.Freshness;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Services.Conditions;
using BuyingGroups.Server.Validation;
using BuyingGroups.Storage.Sql.Definitions;
using BuyingGroups.Storage.Sql.Directory;
using BuyingGroups.Storage.Sql.Jobs;
using Google.Rpc;
using Grpc.Core;

namespace BuyingGroups.Server.Services.Definitions;

/// <summary>Role templates: edited as drafts, then published for good.</summary>
internal sealed class RoleTemplateService(
    RoleTemplateStore store,
    CompletenessSettingsStore completeness,
    AttributeStore attributes,
    JobStore jobs,
    RosterChanges rosters,
    PageTokens pageTokens,
    Caller caller)
    : Proto.RoleTemplateService.RoleTemplateServiceBase
{
    private static readonly Dictionary<string, AttributeType> NoAttributes = [];

    private static readonly CreateRoleTemplateValidator ValidCreate = new();
    private static readonly GetRoleTemplateValidator ValidGet = new();
    private static readonly ListRoleTemplatesValidator ValidList = new();
    private static readonly UpdateRoleTemplateValidator ValidUpdate = new();
    private static readonly DeleteRoleTemplateValidator ValidDelete = new();
    private static readonly PublishRoleTemplateValidator ValidPublish = new();
    private static readonly UpdateCompletenessSettingsValidator ValidCompleteness = new();

    public override async Task<Proto.CreateRoleTemplateResponse> CreateRoleTemplate(
        Proto.CreateRoleTemplateRequest request, ServerCallContext context)
    {
        ValidCreate.Require(request);
        var template = await store.CreateAsync(
            request.RoleTemplate.DisplayName.Trim(),
            request.RoleTemplate.Description,
            await RolesOfAsync(request.RoleTemplate, context.CancellationToken),
            caller.Name,
            context.CancellationToken);
        return new Proto.CreateRoleTemplateResponse { RoleTemplate = template.ToProto() };
    }

    public override async Task<Proto.GetRoleTemplateResponse> GetRoleTemplate(
        Proto.GetRoleTemplateRequest request, ServerCallContext context)
    {
        ValidGet.Require(request);
        var template = await store.GetAsync(new RoleTemplateId(request.RoleTemplateId), context.CancellationToken);
        return new Proto.GetRoleTemplateResponse { RoleTemplate = template.ToProto() };
    }

    public override async Task<Proto.ListRoleTemplatesResponse> ListRoleTemplates(
        Proto.ListRoleTemplatesRequest request, ServerCallContext context)
    {
        ValidList.Require(request);
        var page = await store.ListAsync(
            pageTokens.Read(request),
            ProtoEnums.RoleTemplateStatus.FindOwn(request.Status),
            request.DisplayNamePart,
            context.CancellationToken);
        return new Proto.ListRoleTemplatesResponse
        {
            RoleTemplates = { page.Items.Select(template => template.ToProto()) },
            NextPageToken = pageTokens.Write(request, page.Next),
        };
    }

    public override async Task<Proto.UpdateRoleTemplateResponse> UpdateRoleTemplate(
        Proto.UpdateRoleTemplateRequest request, ServerCallContext context)
    {
        ValidUpdate.Require(request);
        var wanted = request.RoleTemplate;
        var mask = request.UpdateMask;
        var change = new RoleTemplateChange(
            mask.Names(DefinitionRules.DisplayName) ? wanted.DisplayName.Trim() : null,
            mask.Names(DefinitionRules.Description) ? wanted.Description : null,
            mask.Names(UpdateRoleTemplateValidator.Roles) ? await RolesOfAsync(wanted, context.CancellationToken) : null);
        var template = await store.UpdateAsync(
            new RoleTemplateId(wanted.RoleTemplateId), wanted.Etag, change, caller.Name, context.CancellationToken);
        return new Proto.UpdateRoleTemplateResponse { RoleTemplate = template.ToProto() };
    }

    public override async Task<Proto.DeleteRoleTemplateResponse> DeleteRoleTemplate(
        Proto.DeleteRoleTemplateRequest request, ServerCallContext context)
    {
        ValidDelete.Require(request);
        await store.DeleteAsync(new RoleTemplateId(request.RoleTemplateId), request.Etag, context.CancellationToken);
        return new Proto.DeleteRoleTemplateResponse();
    }

    public override async Task<Proto.PublishRoleTemplateResponse> PublishRoleTemplate(
        Proto.PublishRoleTemplateRequest request, ServerCallContext context)
    {
        ValidPublish.Require(request);
        var template = await store.PublishAsync(
            new RoleTemplateId(request.RoleTemplateId), caller.Name, request.Etag, context.CancellationToken);
        return new Proto.PublishRoleTemplateResponse { RoleTemplate = template.ToProto() };
    }

    public override async Task<Proto.UpdateCompletenessSettingsResponse> UpdateCompletenessSettings(
        Proto.UpdateCompletenessSettingsRequest request, ServerCallContext context)
    {
        ValidCompleteness.Require(request);
        var (template, job) = await completeness.UpdateAsync(
            new RoleTemplateId(request.RoleTemplateId),
            request.Etag,
            [
                .. request.Settings.Select(setting => new CompletenessSetting(
                    new RoleId(setting.RoleId), setting.RequiredForCompleteness, setting.HasRequiredMembers ? setting.RequiredMembers : 1)),
            ],
            caller.Name,
            context.CancellationToken);
        jobs.TellQueued();
        // Cached rosters carry the settings.
        await rosters.AllChangedAsync();
        return new Proto.UpdateCompletenessSettingsResponse { RoleTemplate = template.ToProto(), JobId = job.Value };
    }

    private async Task<IReadOnlyList<NewTemplateRole>> RolesOfAsync(Proto.RoleTemplate template, CancellationToken cancellationToken)
    {
        var schema = PersonSchema.With(
            template.Roles.Any(role => role.Condition is not null)
                ? await attributes.GetAsync(AttributeSubject.Person, cancellationToken)
                : NoAttributes);
        var violations = new List<BadRequest.Types.FieldViolation>();
        NewTemplateRole[] roles =
        [
            .. template.Roles.Select((role, index) => new NewTemplateRole(
                new RoleId(role.RoleId),
                role.Weighting.ToWeighting(),
                role.RequiredForCompleteness,
                role.HasRequiredMembers ? role.RequiredMembers : 1)
            {
                AutoAssignment = new AutoAssignment(
                    role.AutoAssign,
                    role.Condition is null
                        ? null
                        : ConditionReader.Read(role.Condition, $"role_template.roles[{index}].condition", schema, violations)),
            }),
        ];
        return violations.Count == 0 ? roles : throw RpcErrors.InvalidArgument(violations).ToRpcException();
    }
}
