using BuyingGroups.Server.Tests.Hosting;
using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Definitions;

/// <summary>At most 20 roles; on a server of its own, since it uses them all up.</summary>
public sealed class CustomRoleLimitTests(EmbeddedServer server) : IClassFixture<EmbeddedServer>
{
    [Fact]
    public async Task The_twenty_first_role_is_refused_also_when_all_come_at_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(1, 30).Select(async number =>
        {
            try
            {
                await server.Client.Roles.CreateRoleAsync(new() { Role = new() { DisplayName = $"Custom {number}" } });
                return StatusCode.OK;
            }
            catch (RpcException exception)
            {
                Assert.Equal("TOO_MANY_ROLES", exception.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
                return exception.StatusCode;
            }
        }));

        Assert.Equal(14, answers.Count(status => status == StatusCode.OK));
        Assert.Equal(16, answers.Count(status => status == StatusCode.FailedPrecondition));
        var roles = await server.Client.Roles.ListRolesAsync(new());
        Assert.Equal(20, roles.Roles.Count);
        Assert.Equal(
            ["Champion", "Decision Maker", "Executive Steering Committee", "Influencer", "Other", "Practitioner"],
            roles.Roles.Where(role => role.Default).Select(role => role.DisplayName).Order());
    }
}
