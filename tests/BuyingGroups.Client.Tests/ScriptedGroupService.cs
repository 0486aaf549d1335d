using BuyingGroups.V1;
using Grpc.Core;

namespace BuyingGroups.Client.Tests;

/// <summary>Makes groups, and is away each time before it can say so.</summary>
internal sealed class ScriptedGroupService : BuyingGroupService.BuyingGroupServiceBase
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public override Task<CreateBuyingGroupResponse> CreateBuyingGroup(CreateBuyingGroupRequest request, ServerCallContext context)
    {
        Interlocked.Increment(ref _calls);
        throw new RpcException(new Status(StatusCode.Unavailable, "made, but the answer is lost"));
    }
}
