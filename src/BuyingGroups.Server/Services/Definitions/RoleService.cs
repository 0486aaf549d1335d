using BuyingGroups.Server.Validation;
using BuyingGroups.Storage.Sql.Definitions;
using Grpc.Core;

namespace BuyingGroups.Server.Services.Definitions;

/// <summary>The roles: the six default ones, and custom ones.</summary>
internal sealed class RoleService(RoleStore store, Caller caller) : Proto.RoleService.RoleServiceBase
{
    private static readonly ListRolesValidator ValidList = new();
    private static readonly CreateRoleValidator ValidCreate = new();

    public override async Task<Proto.ListRolesResponse> ListRoles(Proto.ListRolesRequest request, ServerCallContext context)
    {
        ValidList.Require(request);
        var page = await store.ListAsync(PageTokens.Read(request.PageSize, request.PageToken), context.CancellationToken);
        return new Proto.ListRolesResponse
        {
            Roles = { page.Items.Select(role => role.ToProto()) },
            NextPageToken = PageTokens.Write(page.Next),
        };
    }

    public override async Task<Proto.CreateRoleResponse> CreateRole(Proto.CreateRoleRequest request, ServerCallContext context)
    {
        ValidCreate.Require(request);
        var role = await store.CreateAsync(request.Role.DisplayName.Trim(), caller.Name, context.CancellationToken);
        return new Proto.CreateRoleResponse { Role = role.ToProto() };
    }
}
