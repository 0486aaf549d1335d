using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Security;

/// <summary>A call that is refused for who makes it.</summary>
internal static class Denied
{
    /// <summary>UNAUTHENTICATED, for this reason; answers the message.</summary>
    public static async Task<string> UnauthenticatedAsync(Func<Task> call, string reason)
    {
        var error = await Assert.ThrowsAnyAsync<RpcException>(call);
        Assert.Equal((StatusCode.Unauthenticated, reason), (error.StatusCode, error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
        return error.Status.Detail;
    }

    /// <summary>PERMISSION_DENIED for want of this scope, or of one of those between bars.</summary>
    public static async Task MissingScopeAsync(Func<Task> call, string scope)
    {
        var error = await Assert.ThrowsAnyAsync<RpcException>(call);
        var info = error.GetRpcStatus()?.GetDetail<ErrorInfo>();
        Assert.Equal((StatusCode.PermissionDenied, "MISSING_SCOPE"), (error.StatusCode, info?.Reason));
        Assert.Equal(scope, info!.Metadata["scope"]);
    }

    /// <summary>Whether the call came as far as its service, whatever that says to it.</summary>
    public static async Task<bool> IsLetInAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (RpcException exception)
        {
            return exception.StatusCode is not (StatusCode.PermissionDenied or StatusCode.Unauthenticated);
        }
    }
}
