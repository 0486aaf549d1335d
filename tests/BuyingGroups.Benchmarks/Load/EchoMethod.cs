using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace BuyingGroups.Benchmarks.Load;

/// <summary>Answers its request.</summary>
internal sealed class EchoMethod : EchoService.EchoServiceBase
{
    public override Task<BytesValue> Echo(BytesValue request, ServerCallContext context) => Task.FromResult(request);
}
