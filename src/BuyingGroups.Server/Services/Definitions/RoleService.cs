using BuyingGroups.Domain.Definitions;
using BuyingGroups.Server.Freshness;
using BuyingGroups.Server.Security;
using BuyingGroups.Server.Validation;
using BuyingGroups.Storage.Sql.Definitions;
using Grpc.Core;

namespace BuyingGroups.Server.Services.Definitions;

/// <summary>The roles: the six default ones and custom ones.</summary>
internal sealed class RoleService(RoleStore store, RosterChanges rosters, PageTokens pageTokens, Caller caller)
    : Proto.RoleService.RoleServiceBase
{
    private static readonly ListRolesValidator ValidList = new();
    private static readonly CreateRoleValidator ValidCreate = new();
    private static readonly GetRoleValidator ValidGet = new();
    private static readonly UpdateRoleValidator ValidUpdate = new();
    private static readonly DeleteRoleValidator ValidDelete = new();

    public override async Task<Proto.ListRolesResponse> ListRoles(Proto.ListRolesRequest request, ServerCallContext context)
    {
        ValidList.Require(request);
        var page = await store.ListAsync(pageTokens.Read(request), request.DisplayNamePart, context.CancellationToken);
        return new Proto.ListRolesResponse
        {
            Roles = { page.Items.Select(role => role.ToProto()) },
            NextPageToken = pageTokens.Write(request, page.Next),
        };
    }

    public override async Task<Proto.CreateRoleResponse> CreateRole(Proto.CreateRoleRequest request, ServerCallContext context)
    {
        ValidCreate.Require(request);
        var role = await store.CreateAsync(request.Role.DisplayName.Trim(), caller.Name, context.CancellationToken);
        return new Proto.CreateRoleResponse { Role = role.ToProto() };
    }

    public override async Task<Proto.GetRoleResponse> GetRole(Proto.GetRoleRequest request, ServerCallContext context)
    {
        ValidGet.Require(request);
        var role = await store.GetAsync(new RoleId(request.RoleId), context.CancellationToken);
        return new Proto.GetRoleResponse { Role = role.ToProto() };
    }

    public override async Task<Proto.UpdateRoleResponse> UpdateRole(Proto.UpdateRoleRequest request, ServerCallContext context)
    {
        ValidUpdate.Require(request);
        var role = await store.RenameAsync(
            new RoleId(request.Role.RoleId), request.Role.Etag, request.Role.DisplayName.Trim(), caller.Name, context.CancellationToken);
        // Cached rosters carry the old name.
        await rosters.AllChangedAsync();
        return new Proto.UpdateRoleResponse { Role = role.ToProto() };
    }

    public override async Task<Proto.DeleteRoleResponse> DeleteRole(Proto.DeleteRoleRequest request, ServerCallContext context)
    {
        ValidDelete.Require(request);
        await store.DeleteAsync(new RoleId(request.RoleId), request.Etag, context.CancellationToken);
        return new Proto.DeleteRoleResponse();
    }
}
