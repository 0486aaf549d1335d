using BuyingGroups.Domain.Definitions;
using BuyingGroups.Domain.Scoring;
using BuyingGroups.Server.Services.Conditions;
using BuyingGroups.Storage.Sql;
using Google.Protobuf.WellKnownTypes;

namespace BuyingGroups.Server.Services.Definitions;

/// <summary>Maps definitions to the contracts.</summary>
internal static class DefinitionMapping
{
    public static Proto.Role ToProto(this Role role) => new()
    {
        RoleId = role.Id.Value,
        DisplayName = role.Name,
        Default = role.IsDefault,
        CreateTime = role.Created.At.ToTimestamp(),
        Creator = role.Created.By,
        UpdateTime = role.Updated.At.ToTimestamp(),
        Updater = role.Updated.By,
        Etag = Etag.Of(role.Revision),
    };

    public static Proto.RoleTemplate ToProto(this RoleTemplate template)
    {
        var weightings = template.Roles.Select(role => role.Weighting).ToArray();
        return new Proto.RoleTemplate
        {
            RoleTemplateId = template.Id.Value,
            DisplayName = template.Name,
            Description = template.Description,
            Status = ProtoEnums.RoleTemplateStatus.Proto(template.Status),
            Roles =
            {
                template.Roles.Select(
                    role => (Role: role, Automatic: template.AutoAssignments.GetValueOrDefault(role.RoleId, AutoAssignment.Off)))
                .Select(each => new Proto.TemplateRole
                {
                    RoleId = each.Role.RoleId.Value,
                    RoleDisplayName = each.Role.RoleName,
                    Weighting = ProtoEnums.RoleWeighting.Proto(each.Role.Weighting),
                    RequiredForCompleteness = each.Role.RequiredForCompleteness,
                    RequiredMembers = each.Role.RequiredMembers,
                    Percentage = EngagementScore.RolePercentage(each.Role.Weighting, weightings),
                    AutoAssign = each.Automatic.IsOn,
                    Condition = each.Automatic.Condition?.ToProto(),
                }),
            },
            CreateTime = template.Created.At.ToTimestamp(),
            Creator = template.Created.By,
            UpdateTime = template.Updated.At.ToTimestamp(),
            Updater = template.Updated.By,
            PublishTime = template.Published?.At.ToTimestamp(),
            Publisher = template.Published?.By ?? "",
            Etag = Etag.Of(template.Revision),
        };
    }

    public static Proto.SolutionInterest ToProto(this SolutionInterest interest) => new()
    {
        SolutionInterestId = interest.Id.Value,
        DisplayName = interest.Name,
        Description = interest.Description,
        RoleTemplateId = interest.RoleTemplateId.Value,
        StageModelId = interest.StageModelId?.Value ?? "",
        UpdateExistingBuyingGroups = interest.UpdateExistingBuyingGroups,
        CreateTime = interest.Created.At.ToTimestamp(),
        Creator = interest.Created.By,
        UpdateTime = interest.Updated.At.ToTimestamp(),
        Updater = interest.Updated.By,
        Etag = Etag.Of(interest.Revision),
    };

    public static Proto.Audience ToProto(this Audience audience) => new()
    {
        AudienceId = audience.Id.Value,
        DisplayName = audience.Name,
        Description = audience.Description,
        HasAccountList = audience.HasAccountList,
        Condition = audience.Condition?.ToProto(),
        ListedAccounts = audience.ListedAccounts,
        CreateTime = audience.Created.At.ToTimestamp(),
        Creator = audience.Created.By,
        UpdateTime = audience.Updated.At.ToTimestamp(),
        Updater = audience.Updated.By,
        Etag = Etag.Of(audience.Revision),
    };

    public static Proto.ScoringModel ToProto(this ScoringModel model) => new()
    {
        ScoringModelId = model.Id.Value,
        DisplayName = model.Name,
        Status = ProtoEnums.ScoringModelStatus.Proto(model.Status),
        ActivityTypes =
        {
            model.Types.Select(type => new Proto.ActivityType
            {
                DisplayName = type.Name,
                EngagementType = type.EngagementType,
                DailyCap = type.DailyCap,
                Weight = type.Weight,
                Custom = type.IsCustom,
            }),
        },
        CreateTime = model.Created.At.ToTimestamp(),
        Creator = model.Created.By,
        UpdateTime = model.Updated.At.ToTimestamp(),
        Updater = model.Updated.By,
        ActivateTime = model.Activated?.At.ToTimestamp(),
        Activator = model.Activated?.By ?? "",
        Etag = Etag.Of(model.Revision),
    };

    public static RoleWeighting ToWeighting(this Proto.RoleWeighting weighting) => ProtoEnums.RoleWeighting.Own(weighting);
}
