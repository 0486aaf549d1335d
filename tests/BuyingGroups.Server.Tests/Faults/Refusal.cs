using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace BuyingGroups.Server.Tests.Faults;

/// <summary>An INVALID_ARGUMENT that names one field and says why.</summary>
internal static class Refusal
{
    public static async Task ExpectAsync<T>(Func<AsyncUnaryCall<T>> call, string field, string reason)
    {
        var exception = await Assert.ThrowsAsync<RpcException>(async () => await call());
        Expect(exception.GetRpcStatus(), field, reason);
    }

    public static void Expect(Google.Rpc.Status? status, string field, string reason)
    {
        Assert.Equal((int)Code.InvalidArgument, status?.Code);
        var violation = Assert.Single(status!.GetDetail<BadRequest>().FieldViolations);
        Assert.Equal((field, reason), (violation.Field, violation.Reason));
    }
}
